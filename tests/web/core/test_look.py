"""The look of the site: colours that can be read and told apart, and no class that has no style."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

from detente.web.dialogues.models import Colour

WEB = Path(__file__).resolve().parents[3] / "src" / "detente" / "web"
SHEETS = [WEB / "core/static/core/site.css", *sorted(WEB.glob("core/static/core/parts/*.css"))]
SITE = SHEETS[0].read_text(encoding="utf-8")

SCHEMES = {
    "light": dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", SITE[: SITE.index("@media (prefers-color-scheme")])),
    "dark": dict(
        re.findall(
            r"--([\w-]+): (#[0-9a-f]{3,6})\b", SITE[SITE.index("@media (prefers-color-scheme") :].split("\n}\n")[0]
        )
    ),
}
GROUNDS = ("paper", "card", "tint", "warn")

# Severity 1.0 of Machado, Oliveira & Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6), 2009, on linear sRGB.
EYES = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    high, low = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)),
        reverse=True,
    )
    return (high + 0.05) / (low + 0.05)


def oklab(colour: str, eyes: str) -> tuple[float, float, float]:
    """Ottosson, "A perceptual color space for image processing", 2020; after the eyes have lost what they lose."""
    given = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, given, strict=True)))) for row in EYES[eyes])
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_words_can_be_read_on_every_ground(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    words = [*Colour.values, "ink", "soft", "accent", "agree", "disagree", "pass", "bad", "good"]
    faint = [(name, ground) for name in words for ground in GROUNDS if contrast(tokens[name], tokens[ground]) < 4.5]
    assert faint == []
    tinted = [(name, name + "-tint") for name in ("accent", "agree", "disagree", "bad", "good")]
    assert [pair for pair in tinted if contrast(tokens[pair[0]], tokens[pair[1]]) < 4.5] == []
    assert contrast(tokens["edge"], tokens["card"]) >= 3  # WCAG 1.4.11: the border of a field


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eyes", EYES)
def test_any_two_sides_are_told_apart_by_all_eyes(scheme: str, eyes: str) -> None:
    tokens = SCHEMES[scheme]
    seen = {colour: oklab(tokens[colour], eyes) for colour in Colour.values}
    near = {pair: 100 * math.dist(seen[pair[0]], seen[pair[1]]) for pair in combinations(Colour.values, 2)}
    # Okabe & Ito's own eight reach 7.6 at their nearest, measured in the same way.
    assert min(near.values()) > 9.5, min(near, key=lambda pair: near[pair])


def test_every_side_has_a_shape_of_its_own() -> None:
    shapes = dict(re.findall(r"\.side-(\w+) \{ --c: var\(--\w+\); --shape: ([^;]+);", SITE))
    assert set(shapes) == {*Colour.values, "neither"}
    assert len(set(shapes.values())) == len(shapes)


def test_every_class_in_a_template_has_a_style() -> None:
    rules = re.sub(r"/\*.*?\*/", "", "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS), flags=re.DOTALL)
    styled = set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", rules))
    scripts = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("static/**/*.js"))
    unknown = set()
    for template in WEB.rglob("templates/**/*.html"):
        text = re.sub(r"\{%.*?%\}", " ", template.read_text(encoding="utf-8"))
        text = re.sub(r"\{\{.*?\}\}", "{}", text)
        for name in " ".join(re.findall(r'class="([^"]*)"', text)).split():
            if "{}" not in name and name not in styled and f".{name}" not in scripts:
                unknown.add((template.name, name))
    assert unknown == set()


def test_directions_are_logical() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:margin|padding|border|inset)?-?(?:left|right)\s*:|text-align:\s*(?:left|right)"
    )
    for sheet in SHEETS:
        assert not physical.search(sheet.read_text(encoding="utf-8")), sheet.name
