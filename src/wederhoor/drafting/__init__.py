"""Letters in whole sentences, in which every statement of fact cites an exhibit or is marked to be filled in."""
