"""Reading what comes in and checking what goes out, in Dutch, English and German."""
