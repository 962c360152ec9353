"""A parcel that lay at the pick-up point and went back: not collecting is no withdrawal by itself. Not certain law."""
