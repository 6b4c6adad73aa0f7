"""The knobs over HTTP, for the demo and for tests in another process.

`GET /_control` gives the state of the cloud and the list of knobs. `POST /_control/<knob>` turns one: the JSON body
holds the arguments of the method of the same name, a device's as `device_id`, and the answer is its result. A knob
that does not exist, or a device that does not, is a 404; wrong arguments are a 400 with a sentence.
"""
