"""What is said in running English text: its sentences, what they mention, and how it is meant."""
