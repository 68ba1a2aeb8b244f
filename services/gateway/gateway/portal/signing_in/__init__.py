"""Signing in and out by OpenID Connect: the authorization code flow with PKCE, against any issuer."""
