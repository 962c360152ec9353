"""German law: the directives as Germany has them, from the profile beside this file."""

from importlib.resources import files

from wederhoor.law.eu.country import read
from wederhoor.law.eu.topics import Topics

TOPICS = Topics(read(files(__name__)))
