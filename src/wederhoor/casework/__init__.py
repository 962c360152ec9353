"""The main job as one pure chain: message, papers and a date in; reading, assessment, clocks, draft, case file out."""
