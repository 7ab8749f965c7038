"""The screens, driven through the app without a browser."""
