"""One lane for exporting a vehicle: what the four agencies and their gateway share."""
