"""Looking for hostile files by coverage, in processes of their own."""
