"""An SVG under construction: shapes, gradients, clips and soft shadows."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.demo.shop.draw.colours import INK, WHITE, dark, light

SIZE = 480
FLOOR = 408.0
"""Where things stand."""

Stop = tuple[float, str]


def attributes(values: dict[str, object]) -> str:
    """SVG attributes: an underscore stands for the hyphen Python has no room for."""
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{_plain(value)}"' for name, value in values.items())


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Canvas:
    """Draws on 480 by 480 units, y downwards. Nothing is rendered here; `svg` gives the text."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str, str], str] = {}
        self._parts: list[str] = []

    def svg(self, *, view: str = f"0 0 {SIZE} {SIZE}") -> str:
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{SIZE}" height="{SIZE}">'
        return f"{head}<defs>{''.join(self._defined())}</defs>{''.join(self._parts)}</svg>"

    def add(self, tag: str, **values: object) -> None:
        self._parts.append(f"<{tag}{attributes(values)}/>")

    def path(self, d: str, fill: str, **values: object) -> None:
        self.add("path", d=d, fill=fill, **values)

    def ellipse(self, cx: float, cy: float, rx: float, ry: float, fill: str, **values: object) -> None:
        self.add("ellipse", cx=cx, cy=cy, rx=rx, ry=ry, fill=fill, **values)

    def circle(self, cx: float, cy: float, r: float, fill: str, **values: object) -> None:
        self.ellipse(cx, cy, r, r, fill, **values)

    def box(self, x: float, y: float, width: float, height: float, fill: str, **values: object) -> None:
        self.add("rect", x=x, y=y, width=width, height=height, fill=fill, **values)

    def line(self, d: str, colour: str, width: float, **values: object) -> None:
        self.add(
            "path", d=d, fill="none", stroke=colour, stroke_width=width,
            stroke_linecap="round", stroke_linejoin="round", **values,
        )  # fmt: skip

    def tube(self, d: str, width: float, colour: str) -> None:
        """A bent rod: a dark edge, the colour, a thin highlight."""
        self.line(d, dark(colour, 0.35), width)
        self.line(d, colour, width * 0.74)
        with self.group(transform=f"translate({-width * 0.13:.1f} {-width * 0.15:.1f})"):
            self.line(d, light(colour, 0.45), width * 0.18, opacity=0.75)

    @contextmanager
    def group(self, **values: object) -> Iterator[None]:
        self._parts.append(f"<g{attributes(values)}>")
        yield
        self._parts.append("</g>")

    @contextmanager
    def clipped(self, d: str) -> Iterator[None]:
        """Whatever is drawn inside shows only within the path."""
        name = self._define("clipPath", f'<path d="{d}"/>')
        with self.group(clip_path=f"url(#{name})"):
            yield

    def across(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", 'x1="0" y1="0" x2="1" y2="0"', stops)

    def down(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", 'x1="0" y1="0" x2="0" y2="1"', stops)

    def slanting(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", 'x1="0" y1="0" x2="1" y2="1"', stops)

    def radial(self, *stops: Stop, at: tuple[float, float] = (0.5, 0.5), r: float = 0.7) -> str:
        return self._gradient("radialGradient", f'cx="{at[0]}" cy="{at[1]}" r="{r}"', stops)

    def round_shade(self, colour: str) -> str:
        """A matt cylinder lit from the left."""
        return self.across(
            (0, dark(colour, 0.30)),
            (0.16, colour),
            (0.34, light(colour, 0.24)),
            (0.58, colour),
            (1, dark(colour, 0.45)),
        )

    def metal_shade(self, colour: str) -> str:
        """A polished cylinder: bands of sky and room."""
        return self.across(
            (0, dark(colour, 0.50)), (0.10, colour), (0.22, light(colour, 0.75)), (0.36, light(colour, 0.15)),
            (0.55, dark(colour, 0.22)), (0.74, colour), (0.86, light(colour, 0.5)), (1, dark(colour, 0.5)),
        )  # fmt: skip

    def flat_shade(self, colour: str) -> str:
        """Cloth or board lit from the upper left."""
        return self.slanting((0, light(colour, 0.16)), (0.5, colour), (1, dark(colour, 0.22)))

    def ball_shade(self, colour: str) -> str:
        return self.radial((0, light(colour, 0.5)), (0.45, colour), (1, dark(colour, 0.45)), at=(0.36, 0.32), r=0.75)

    def soft_shadow(self, cx: float, cy: float, rx: float, ry: float, *, strength: float = 0.34) -> None:
        self.ellipse(cx, cy, rx, ry, INK, opacity=strength, filter=self.blur(max(4.0, ry * 0.55)))

    def blur(self, amount: float) -> str:
        body = f'<feGaussianBlur stdDeviation="{amount:.1f}"/>'
        name = self._define("filter", body, 'x="-0.5" y="-1.5" width="2" height="4"')
        return f"url(#{name})"

    def backdrop(self, tint: str) -> None:
        """A studio sweep: wall, table and the light between them."""
        wall = self.radial((0, light(tint, 0.86)), (0.65, light(tint, 0.74)), (1, light(tint, 0.60)), at=(0.42, 0.36))
        self.box(0, 0, SIZE, SIZE, wall)
        table = self.down((0, light(tint, 0.80)), (0.25, light(tint, 0.84)), (1, light(tint, 0.70)))
        self.box(0, 340, SIZE, 140, table, opacity=0.75)

    def gleam(self, d: str, *, opacity: float = 0.5, width: float = 6) -> None:
        """A reflection of the window."""
        self.line(d, WHITE, width, opacity=opacity)

    def _gradient(self, tag: str, place: str, stops: tuple[Stop, ...]) -> str:
        body = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in stops)
        return f"url(#{self._define(tag, body, place)})"

    def _define(self, tag: str, body: str, place: str = "") -> str:
        """The same definition asked for twice is one definition."""
        return self._names.setdefault((tag, place, body), f"d{len(self._names)}")

    def _defined(self) -> Iterator[str]:
        for (tag, place, body), name in self._names.items():
            yield f'<{tag} id="{name}" {place}>{body}</{tag}>'
