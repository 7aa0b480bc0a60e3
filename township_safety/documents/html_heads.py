"""What stands around the text of a document sent out by the office (红头文件), as HTML."""

from township_safety.documents.heads import Imprint, RedHead
from township_safety.documents.html_runs import escaped
from township_safety.documents.records import SIGNER, attachment_leads, imprinted

# What the page's foot is called; pdf.py moves it to a page of its own where it has to.
FOOT = '<div class="foot">'
FOOT_APART = '<div class="foot apart">'
FOOT_AFTER_BLANK = '<div class="foot apart after-blank">'


def opening(head: RedHead) -> str:
    marks = [f"<p>{escaped(head.copy_number)}</p>"] if head.copy_number else []
    marks += [
        f'<p class="black">{escaped(text)}</p>' for text in (head.secrecy, head.urgency) if text
    ]
    over = f'<div class="over">{"".join(marks)}</div>'
    number = f"<span>{escaped(head.number)}</span>"
    direction = "number"
    if head.signer:
        direction = "number up"
        number += f'<span>{SIGNER}<span class="signer">{escaped(head.signer)}</span></span>'
    return (
        f'<div class="red-head">{over}<p class="mark mark-{head.mark_size}">{escaped(head.mark)}'
        f'</p><p class="{direction}">{number}</p></div>'
    )


def attachments(names: tuple[str, ...]) -> str:
    """Each name in lines of its own, the further ones under its first character."""
    lines = []
    for (lead, number), name in zip(attachment_leads(names), names, strict=True):
        named = "attachment" + (" first" if lead else "") + (" one" if not number else "")
        shown = f'<span class="ordinal">{number}</span>' if number else ""
        lines.append(f'<p class="{named}">{lead}{shown}{escaped(name)}</p>')
    return "\n".join(lines)


def foot(imprint: Imprint) -> str:
    copies, body, on = map(escaped, imprinted(imprint))
    first = f'<p class="copies">{copies}</p>' if copies else ""
    return (
        f'{FOOT}<div class="imprint">{first}<p class="printed"><span>{body}</span>'
        f"<span>{on}</span></p></div></div>"
    )
