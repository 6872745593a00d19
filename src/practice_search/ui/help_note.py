"""Whom to call: at the foot of each screen."""

from html import escape

import streamlit as st

from practice_search.answers.asking.calm_words import calm_words
from practice_search.answers.asking.reading import Asking
from practice_search.filters import Filters
from practice_search.helplines import (
    Helpline,
    NumberSource,
    emergency,
    helpline_countries,
    helplines,
)
from practice_search.terms import country_name

__all__ = ["help_first", "help_note"]


def help_note() -> None:
    """Draw the emergency number that holds in the whole EU and EEA, and the way to helplines."""
    st.divider()
    st.write(
        "In danger now: call 112, free of charge in every country of the EU and EEA. "
        "This app searches reports; it is no emergency or counselling service."
    )
    with st.expander("Helplines by country"):
        _choose_and_list()


@st.fragment
def help_first(asking: Asking, text: str, filters: Filters) -> None:
    """Say calmly, in the language of a text that is no question, what helps whoever wrote it.

    Who needs help sees whom to call, first of the country that the filters name.
    """
    country = next(iter(filters.countries)) if len(filters.countries) == 1 else None
    key = f"called-from-{country}"  # other filters, another country, whatever was chosen before
    country = st.session_state.get(key, country)
    spoken = (st.context.locale or "").partition("-")[0] or None  # of the browser
    if words := calm_words(asking, text, country=country, otherwise=spoken):
        st.html(f'<p lang="{words.language}"><strong>{escape(words.text)}</strong></p>')
    if asking is Asking.HELP:
        _list(_choose(key, country))


@st.fragment
def _choose_and_list() -> None:
    _list(_choose("helplines-of", None))


def _choose(key: str, country: str | None) -> str | None:
    """Have a person choose a country; it is never guessed."""
    known = sorted(helpline_countries(), key=country_name)
    return st.selectbox(
        "Country in which the call is made",
        known,
        index=known.index(country) if country in known else None,
        format_func=country_name,
        placeholder="Choose a country",
        key=key,
    )


def _list(country: str | None) -> None:
    """List the lines of a country."""
    if country is None:
        return
    name = escape(country_name(country))
    numbers = emergency(country)
    lines = helplines(country)
    st.html(
        (
            f"<p><strong>{name}. In danger now: call {' or '.join(map(_dialled, numbers.numbers))}."
            f"</strong><br><small>{_read(numbers.source, numbers.source.year)}</small></p>"
            if numbers
            else ""
        )
        + ("".join(map(_line, lines)) or f"<p>No helpline of {name} is known here.</p>")
        + "<p><small>As dialled inside the country. Nobody made a test call: before you pass a "
        "number on, look at the line's own page.</small></p>"
    )


def _line(line: Helpline) -> str:
    hours = line.hours or "the source does not say when it is open"
    hours = hours[0].upper() + hours[1:]
    said = [f"{hours}, {line.cost}" if line.cost else hours, line.note.rstrip(".")]
    whom = "For people who use violence. " if line.for_users_of_violence else ""
    who = f"Run by: {escape(line.operator)}. " if line.operator else ""
    where = "by whoever runs it or by the state" if line.verified else "by others: check it first"
    return (
        f"<p><strong>{escape(line.name)}, {escape(country_name(line.country))}: "
        f"{_dialled(line.number)}</strong>"
        f"<br>{whom}{escape('. '.join(filter(None, said)))}. {who}"
        f"<br><small>Number given {where}. {_read(line.source, line.read)}</small></p>"
    )


def _dialled(number: str) -> str:
    digits = "".join(filter(str.isdigit, number))
    return f'<a href="tel:{digits}" style="color: inherit; white-space: nowrap">{number}</a>'


def _read(source: NumberSource, year: int | None) -> str:
    when = f"Last checked against a source of {year}" if year else "The source has no date"
    return f"{when}: {escape(source.publisher)}, {escape(source.address)}"
