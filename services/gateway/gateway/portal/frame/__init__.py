"""What all pages share: the frame around them, the language, the visit, the words for numbers and days."""
