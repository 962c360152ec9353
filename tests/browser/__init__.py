"""Tests in a real browser; a package, so that browser and program end when the last of them has run."""
