"""The append-only record: every act writes a line here, and what must be told upwards is read from it."""
