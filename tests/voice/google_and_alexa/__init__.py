"""Tests of the entities in Google Home and Alexa.

They send the requests of Google and Amazon for a manual setup.
"""
