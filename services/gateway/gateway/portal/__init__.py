"""The portal: pages for people, Chinese first, rendered here, without a foreign host and without a build step."""
