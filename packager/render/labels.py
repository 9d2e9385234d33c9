"""The words fanpack itself writes into a book, in the book's language."""

from __future__ import annotations

ENGLISH = {
    "contents": "Contents",
    "disclaimers": "Disclaimers",
    "notes": "Author’s Notes",
    "end_notes": "Notes",
    "by": "by",
    "and": "and",
    "edited_by": "edited by",
    "summary": "Summary",
    "fandom": "Fandom",
    "rating": "Rating",
    "warnings": "Warnings",
    "categories": "Category",
    "relationships": "Relationships",
    "characters": "Characters",
    "tags": "Tags",
    "series": "Series",
    "part_of": "Part {part} of {name}",
    "published": "Published",
    "updated": "Updated",
    "source": "Source",
    "inspired_by": "Inspired by",
    "collections": "Collections",
    "colophon": "Colophon",
    "not_for_sale": "Made by fans for fans. Not for sale.",
    "rights": "The stories belong to their authors; the worlds and characters they visit belong to "
    "their creators. No profit is made from this book.",
    "made_with": "Set in {font} and made with fanpack.",
    "fandoms": "The stories in this book visit the worlds of {names}.",
    "picture": "Picture",
    "scene_break": "scene break",
    "cover": "Cover",
    "title_page": "Title Page",
    "half_title": "Half Title",
    "start": "Start of the text",
    "anonymous": "Anonymous",
}

GERMAN = ENGLISH | {
    "contents": "Inhalt",
    "disclaimers": "Rechtliche Hinweise",
    "notes": "Anmerkungen",
    "end_notes": "Anmerkungen",
    "by": "von",
    "and": "und",
    "edited_by": "herausgegeben von",
    "summary": "Zusammenfassung",
    "rating": "Freigabe",
    "warnings": "Warnungen",
    "categories": "Kategorie",
    "relationships": "Beziehungen",
    "characters": "Figuren",
    "tags": "Stichwörter",
    "series": "Reihe",
    "part_of": "Teil {part} von {name}",
    "published": "Veröffentlicht",
    "updated": "Aktualisiert",
    "source": "Quelle",
    "inspired_by": "Angeregt durch",
    "collections": "Sammlungen",
    "colophon": "Impressum",
    "not_for_sale": "Von Fans für Fans. Unverkäuflich.",
    "rights": "Die Geschichten gehören ihren Autorinnen und Autoren, die Welten und Figuren ihren "
    "Schöpfern. Mit diesem Buch wird kein Gewinn erzielt.",
    "made_with": "Gesetzt aus der {font}, gemacht mit fanpack.",
    "fandoms": "Die Geschichten dieses Buches spielen in den Welten von {names}.",
    "picture": "Bild",
    "scene_break": "Szenenwechsel",
    "title_page": "Titelseite",
    "half_title": "Schmutztitel",
    "start": "Beginn des Textes",
}

FRENCH = ENGLISH | {
    "contents": "Table des matières",
    "disclaimers": "Avertissements",
    "notes": "Notes de l’auteur",
    "end_notes": "Notes",
    "by": "par",
    "and": "et",
    "summary": "Résumé",
    "fandom": "Fandom",
    "warnings": "Avertissements",
    "relationships": "Relations",
    "characters": "Personnages",
    "series": "Série",
    "part_of": "Partie {part} de {name}",
    "published": "Publié",
    "updated": "Mis à jour",
    "colophon": "Colophon",
    "not_for_sale": "Fait par des fans pour des fans. Ne peut être vendu.",
    "rights": "Les histoires appartiennent à leurs auteurs, les mondes et les personnages à leurs créateurs. "
    "Ce livre est sans but lucratif.",
    "made_with": "Composé en {font} avec fanpack.",
    "fandoms": "Les histoires de ce livre visitent les mondes de {names}.",
    "picture": "Image",
    "title_page": "Page de titre",
    "start": "Début du texte",
}

SPANISH = ENGLISH | {
    "contents": "Índice",
    "disclaimers": "Avisos",
    "notes": "Notas de autor",
    "end_notes": "Notas",
    "by": "por",
    "and": "y",
    "summary": "Resumen",
    "warnings": "Advertencias",
    "relationships": "Relaciones",
    "characters": "Personajes",
    "series": "Serie",
    "part_of": "Parte {part} de {name}",
    "published": "Publicado",
    "updated": "Actualizado",
    "colophon": "Colofón",
    "not_for_sale": "Hecho por fans para fans. Prohibida su venta.",
    "rights": "Las historias pertenecen a sus autores; los mundos y personajes, a sus creadores. "
    "Este libro no tiene ánimo de lucro.",
    "made_with": "Compuesto en {font} con fanpack.",
    "fandoms": "Las historias de este libro visitan los mundos de {names}.",
    "picture": "Imagen",
    "title_page": "Portada",
    "start": "Comienzo del texto",
}

BY_LANGUAGE = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}


def labels(language: str) -> dict[str, str]:
    """The labels of a language (BCP 47; only the primary subtag counts), English where unknown."""
    return BY_LANGUAGE.get(language.split("-")[0].lower(), ENGLISH)


def listed(names: tuple[str, ...], words: dict[str, str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words['and']} {names[-1]}"
