"""A button that copies words to the clipboard, and says so."""

import streamlit as st

__all__ = ["copy_button"]

# Browsers offer navigator.clipboard to https and localhost alone: over the office's network, the
# older command copies what is selected.
_button = st.components.v2.component(
    "practice_search_copy_button",
    html='<button type="button" class="copy"></button> <span class="said" role="status"></span>',
    css="""
    .copy {
        font: inherit; color: inherit; background: transparent; cursor: pointer;
        border: 1px solid currentColor; border-radius: 0.3rem;
        min-width: 2rem; min-height: 2rem; padding: 0.1rem 0.6rem;
    }
    .copy:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
    """,
    js="""
    export default function ({ parentElement, data }) {
        const button = parentElement.querySelector(".copy");
        const said = parentElement.querySelector(".said");
        const copySelected = () => {
            const field = document.createElement("textarea");
            field.value = data.text;
            field.setAttribute("readonly", "");
            field.style.cssText = "position: fixed; top: 0; left: 0; opacity: 0;";
            document.body.append(field);
            field.select();
            const copied = document.execCommand("copy");
            field.remove();
            button.focus();
            return copied;
        };
        const copy = async () => {
            try {
                await navigator.clipboard.writeText(data.text);
                return true;
            } catch {
                return copySelected();
            }
        };
        let timer;
        button.textContent = data.label;
        button.onclick = async () => {
            clearTimeout(timer);
            said.textContent = "";  // so that saying it again is heard again
            const copied = await copy();
            said.textContent = copied ? "Copied" : "Not copied: the browser does not allow it.";
            timer = setTimeout(() => { said.textContent = ""; }, 4000);
        };
        return () => clearTimeout(timer);
    }
    """,
)


def copy_button(text: str, *, key: str, label: str = "Copy with reference") -> None:
    """Draw a button that copies a text.

    Args:
        text: what is copied, as it stands.
        key: what tells this button from others on the screen.
        label: what stands on it.

    """
    _button(key=key, data={"text": text, "label": label})
