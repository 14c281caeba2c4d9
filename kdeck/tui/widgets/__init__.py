"""Small widgets that show cleaned text and nothing else."""
