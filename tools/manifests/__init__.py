"""Reading the Kubernetes manifests as a cluster would get them, and saying what is wrong with them."""
