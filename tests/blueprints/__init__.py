"""Tests of the blueprints, each as an automation of a home at the simulated cloud."""
