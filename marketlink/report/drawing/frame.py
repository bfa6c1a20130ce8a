"""The parts of a drawing around its marks: axes, reference lines, notes."""

from __future__ import annotations

from marketlink.report.drawing.plane import ROLES, FigureSpec, Plane, box, line, num, paint, text

ANCHORS = {"left": "start", "right": "end"}
DROPS = {"top": 11, "middle": 4}


def axes(frame: FigureSpec, suffix: str, plane: Plane) -> list[str]:
    """Tick labels and hairlines of both axes."""
    x_axis, y_axis = frame[f"xaxis{suffix}"], frame[f"yaxis{suffix}"]
    right, bottom = plane.left + plane.width, plane.top + plane.height
    parts: list[str] = []
    grid: dict[str, list[str]] = {}
    for value, label in zip(y_axis["tickvals"], y_axis["ticktext"], strict=True):
        y = plane.y(value)
        if y_axis["showgrid"]:
            hair = f"M{num(plane.left)} {num(y)}H{num(right)}"
            grid.setdefault(y_axis["gridcolor"], []).append(hair)
        if label:
            parts.append(text((plane.left - 6, y + 4), label, "end"))
    for value, label in zip(x_axis["tickvals"], x_axis["ticktext"], strict=True):
        x = plane.x(value)
        if x_axis["showgrid"]:
            hair = f"M{num(x)} {num(plane.top)}V{num(bottom)}"
            grid.setdefault(x_axis["gridcolor"], []).append(hair)
        parts.append(text((x, bottom + 16), label, "middle"))
    lines = [f'<path d="{"".join(hairs)}" style="stroke:{paint(colour)}"/>'
             for colour, hairs in grid.items()]  # fmt: skip
    return lines + parts


def shapes(frame: FigureSpec, suffix: str, plane: Plane) -> list[str]:
    """Lines and boxes."""
    parts = []
    for shape in frame["shapes"]:
        if shape["yref"].split(" ")[0] != f"y{suffix}":
            continue
        start, end = plane.place(shape, "x0", "y0"), plane.place(shape, "x1", "y1")
        if shape["type"] == "rect":
            parts.append(box(start, end, shape))
        else:
            parts.append(line(start, end, shape["line"]))
    return parts


def notes(frame: FigureSpec, suffix: str, plane: Plane) -> list[str]:
    """Words in or above the plane."""
    parts = []
    for note in frame["annotations"]:
        if note["yref"].split(" ")[0] != f"y{suffix}":
            continue
        x, y = plane.place(note)
        anchor = ANCHORS.get(note.get("xanchor", ""), "middle")
        x += note.get("xshift", 0)
        y += DROPS.get(note["yanchor"], -4) - note.get("yshift", 0)
        parts.append(text((x, y), note["text"], anchor, ROLES[note["font"]["color"]]))
    return parts
