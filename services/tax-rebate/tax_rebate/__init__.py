"""The refund or exemption of tax on exported vehicles."""
