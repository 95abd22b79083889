"""What can be read off a photo: barcodes, the words on a label, the kind of thing it is."""
