"""What a camera is asked for and what it gives back: plain values, so that a presenter can hold them."""

from __future__ import annotations

from dataclasses import dataclass, field

Boxes = dict[str, tuple[float, float, float, float]]
"""Left, top, width and height in CSS pixels of the page, by selector."""
Inners = dict[str, tuple[float, float, float, float, float, float]]
"""Of elements in something that scrolls by itself: see `model.page.Inner`."""


@dataclass(frozen=True)
class Order:
    """A picture to be taken: a piece of a recording, a moment of it (ms of the replay), and what to measure.

    `sizes`: (width, height) of other windows the same page is laid out for; `selectors`: the elements whose boxes
    are wanted. Without `is_picture` only boxes are measured, as the page stood at that moment.
    """

    piece: bytes = field(repr=False)
    at_ms: float
    sizes: tuple[tuple[int, int], ...] = ()
    selectors: tuple[str, ...] = ()
    is_picture: bool = True


@dataclass(frozen=True)
class Taken:
    """What was taken. `image`: the picture, None where none was asked for; `width`, `height`: its CSS pixels;
    `layouts`: (height, boxes) by width of window; `page_height`: the whole page's, more than `height` where it was cut;
    `inner`: by width of window, what is known of elements in something that scrolls by itself; `plain`: how many style
    sheets of the page are not in the recording.
    """

    image: object | None
    width: int
    height: int
    boxes: Boxes
    layouts: dict[int, tuple[int, Boxes]]
    page_height: int
    inner: dict[int, Inners] = field(default_factory=dict)
    plain: int = 0

    def with_more(self, other: Taken) -> Taken:
        """Also the boxes of elements that were only there at another moment."""
        layouts = {
            width: (height, {**(other.layouts[width][1] if width in other.layouts else {}), **boxes})
            for width, (height, boxes) in self.layouts.items()
        }
        return Taken(
            self.image, self.width, self.height, {**other.boxes, **self.boxes}, layouts, self.page_height,
            {width: {**other.inner.get(width, {}), **own} for width, own in self.inner.items()}, self.plain,
        )  # fmt: skip
