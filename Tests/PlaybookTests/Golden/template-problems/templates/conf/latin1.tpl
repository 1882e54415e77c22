a ä b
