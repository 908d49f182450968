#!/usr/bin/env python3
"""habits-reflow.py [--check] FILE...: rewraps comment paragraphs that are wider than 100 columns.

Touches only lines that are nothing but a comment (//, ///, //! in Rust; # elsewhere), and of these only
paragraphs with a line that is too wide. Leaves code, strings, code blocks, tables, headings, link
definitions and aligned text as they are. It proves for each file that nothing but comments moved.
"""
import re
import sys

WIDTH = 100
MARKER = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)")
# A line must not begin with these: markdown would read it as something else.
BLOCK_START = re.compile(r"^([-*+>|=~]+|#+|\d+[.)])$")


def lines_inside_literals(text):
    """Numbers (from 0) of the lines that begin within a string or a block comment."""
    inside, i, line, n = set(), 0, 0, len(text)

    def skip_to(end):
        nonlocal i, line
        for k in range(i, end):
            if text[k] == "\n":
                line += 1
                inside.add(line)
        i = end

    raw_start = re.compile(r'(?:b|c|br|cr)?r(#*)"')
    char_literal = re.compile(r"'(\\(x[0-9a-fA-F]{2}|u\{[^}]*\}|.)|[^\\'\n])'")
    while i < n:
        c = text[i]
        if c == "\n":
            line += 1
            i += 1
        elif text.startswith("//", i):
            j = text.find("\n", i)
            i = n if j < 0 else j
        elif text.startswith("/*", i):
            depth, j = 1, i + 2
            while j < n and depth:
                if text.startswith("/*", j):
                    depth, j = depth + 1, j + 2
                elif text.startswith("*/", j):
                    depth, j = depth - 1, j + 2
                else:
                    j += 1
            skip_to(j)
        elif raw := raw_start.match(text, i):
            if i and (text[i - 1].isalnum() or text[i - 1] == "_"):
                i += 1
                continue
            end = text.find('"' + raw.group(1), raw.end())
            skip_to(n if end < 0 else end + 1 + len(raw.group(1)))
        elif c == '"':
            j = i + 1
            while j < n and text[j] != '"':
                j += 2 if text[j] == "\\" else 1
            skip_to(min(j + 1, n))
        elif c == "'":
            char = char_literal.match(text, i)
            i = char.end() if char else i + 1
        else:
            i += 1
    return inside


def words(text):
    """Words to wrap by: spans of code and links' targets stay whole where they are not long."""
    spans = re.sub(r"`[^`]{1,60}`", lambda m: m.group(0).replace(" ", "\0"), text)
    spans = re.sub(r"\]\([^)]*\)", lambda m: m.group(0).replace(" ", "\0"), spans)
    out = []
    for word in spans.split():
        word = word.replace("\0", " ")
        if out and BLOCK_START.match(word):
            out[-1] += " " + word
        else:
            out.append(word)
    return out


def fill(text, first, rest):
    lines, current, empty = [], first, True
    for word in words(text):
        if not empty and len(current) + 1 + len(word) > WIDTH:
            lines.append(current)
            current, empty = rest, True
        current += word if empty else " " + word
        empty = False
    lines.append(current)
    return lines


def reflow_run(prefix, bodies):
    """One run of comment lines with the same prefix; bodies begin behind the sign."""
    out, paragraph, in_list, fenced = [], [], False, False

    def flush():
        nonlocal paragraph, in_list
        if paragraph:
            lines = [prefix + body for body in paragraph]
            wide = any(len(line) > WIDTH for line in lines)
            kept = any(re.search(r"\S {3,}\S", b) or b.endswith(("  ", "\\")) for b in paragraph)
            if wide and not kept:
                if in_list:
                    marker = MARKER.match(paragraph[0]).group(0)
                    body = " ".join([paragraph[0][len(marker):]] + paragraph[1:])
                    lines = fill(body, prefix + marker, prefix + " " * len(marker))
                else:
                    lead = re.match(r"\s*", paragraph[0]).group(0)
                    lines = fill(" ".join(paragraph), prefix + lead, prefix + lead)
            out.extend(lines)
        paragraph, in_list = [], False

    for body in bodies:
        stripped = body.strip()
        if stripped.startswith(("```", "~~~")):
            flush()
            fenced = not fenced
            out.append(prefix + body)
        elif (fenced or not stripped or stripped.startswith(("|", "# ", "## ", "### "))
              or re.match(r"^\[[^\]]+\]:\s+\S+$", stripped) or re.match(r"^#!?\[", stripped)):
            flush()
            out.append(prefix + body)
        elif MARKER.match(body):
            flush()
            in_list = True
            paragraph = [body]
        elif re.match(r"^ {5,}", body) and not paragraph:
            out.append(prefix + body)
        else:
            indent = lambda line: len(line) - len(line.lstrip())
            if paragraph and not in_list and indent(body) != indent(paragraph[0]):
                flush()
            paragraph.append(body)
    flush()
    return out


def reflow(path, text):
    rust = path.endswith(".rs")
    sign = re.compile(r"^(\s*)(//[/!]?)(?=\s|$)" if rust else r"^(\s*)(#)(?=\s|$)")
    inside = lines_inside_literals(text) if rust else set()
    out, run, prefix = [], [], None

    def flush():
        nonlocal run, prefix
        if run:
            out.extend(reflow_run(prefix, run))
        run, prefix = [], None

    for number, line in enumerate(text.split("\n")):
        match = sign.match(line) if number not in inside else None
        if not match:
            flush()
            out.append(line)
            continue
        if prefix != match.group(0):
            flush()
            prefix = match.group(0)
        run.append(line[match.end():])
    flush()
    return "\n".join(out)


def apart(path, text):
    """The lines of code, and the words of all comments."""
    rust = path.endswith(".rs")
    sign = r"^\s*//[/!]?(\s|$)" if rust else r"^\s*#(\s|$)"
    inside = lines_inside_literals(text) if rust else set()
    code, comment = [], []
    for number, line in enumerate(text.split("\n")):
        (comment if number not in inside and re.match(sign, line) else code).append(line)
    return code, [w for l in comment for w in re.sub(r"^\s*(//[/!]?|#)", "", l).split()]


def main():
    paths = [path for path in sys.argv[1:] if path != "--check"]
    check, changed = len(paths) < len(sys.argv) - 1, 0
    for path in paths:
        before = open(path, encoding="utf-8").read()
        after = reflow(path, before)
        assert apart(path, before) == apart(path, after), path
        if after != before:
            changed += 1
            if not check:
                open(path, "w", encoding="utf-8").write(after)
    print(f"{changed} files {'would be ' if check else ''}changed")


main()
