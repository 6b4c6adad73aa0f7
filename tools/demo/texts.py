"""Texts of the demo in each language."""

from typing import NamedTuple


class Texts(NamedTuple):
    """The names of the house and its rooms in a language."""

    home: str
    utility_room: str
    garage: str
    basement: str


LANGUAGES = {
    "en": Texts("Home", "Utility room", "Garage", "Basement"),
    "de": Texts("Zuhause", "Technikraum", "Garage", "Keller"),
    "et": Texts("Kodu", "Tehniline ruum", "Garaaž", "Kelder"),
    "fr": Texts("Maison", "Buanderie", "Garage", "Cave"),
    "hu": Texts("Otthon", "Háztartási helyiség", "Garázs", "Pince"),
    "it": Texts("Casa", "Lavanderia", "Garage", "Cantina"),
    "nl": Texts("Thuis", "Bijkeuken", "Garage", "Kelder"),
    "pl": Texts("Dom", "Kotłownia", "Garaż", "Piwnica"),
    "pt": Texts("Casa", "Lavandaria", "Garagem", "Cave"),
    "ro": Texts("Acasă", "Camera tehnică", "Garaj", "Pivniță"),
    "sv": Texts("Hem", "Tvättstuga", "Garage", "Källare"),
}
