"""Pages that are no article, though they came as one: errors, consent walls, tests for robots."""

from __future__ import annotations

import re

FEWEST_CHARACTERS = 25
"""Of a text on a page that calls itself an article; any other page needs `FEWEST_UNDECLARED`."""

FEWEST_UNDECLARED = 140

LONG_ENOUGH = 2_000
"""A text of so many characters under such a title is an article about it."""

_TITLES = re.compile(
    r"\W*(?:(?:error|fehler|erreur|ошибка|virhe|fel|hiba)?\W*(?:40[0-9]|410|429|50[0-9])\b"
    r"|.{0,40}\b(?:page|article|site|story)\b.{0,12}\bnot (?:be )?found|not found|page unavailable"
    r"|access (?:to this page has been )?denied|forbidden|just a moment|attention required|pardon our interruption"
    r"|are you (?:a robot|human)|(?:please )?verify(?:ing)? (?:that )?you are|checking your browser|ddos protection"
    r"|security check|one more step|before you continue|service unavailable|bad gateway|too many requests"
    r"|(?:your )?(?:privacy|cookies?|consent) (?:settings|choices|preferences|matter|consent|required|notice)"
    r"|we (?:value|respect) your privacy|(?:please )?(?:enable|turn on) (?:javascript|cookies)"
    r"|(?:die )?seite (?:wurde )?nicht gefunden|zugriff verweigert|zustimmung|bevor sie fortfahren|sicherheitspr"
    r"|(?:cette )?page (?:introuvable|non trouvée)|accès (?:refusé|interdit)|avant de continuer"
    r"|página no encontrada|acceso denegado|antes de continuar|página não encontrada|acesso negado"
    r"|pagina non trovata|accesso negato|prima di continuare|pagina niet gevonden|siden (?:blev |ble )?ikke f"
    r"|sidan (?:kunde inte |)hitta|sivua ei löyty|nie znaleziono strony|strona nie (?:została|istnieje)"
    r"|stránka neb|az oldal nem található|sayfa bulunamadı|страница не найдена|доступ (?:запрещ|ограничен)"
    r"|сторінку не знайдено|ページが見つかりません|お探しのページ|页面不存在|找不到(?:该)?页面|페이지를 찾을 수 없"
    r"|الصفحة غير موجودة)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b|consent|einwillig|zustimm|datenschutz|tracking|consentement|consentimiento|privacy|vie privée|"
    r"rgpd|gdpr|персональных данных|çerez|samtycke|samtykke|toestemming|クッキー|쿠키",
    re.IGNORECASE,
)
_CONSENT_WORDS = 40  # a word of consent for so many words is more than any article about it has


def is_article(title: str, text: str, *, declared: bool, linked: bool, hinted: bool) -> bool:
    """Whether a page holds a usable article.

    `declared` says that the page calls itself one, `linked` that it has an article's JSON-LD, `hinted` that a feed
    named it: such pages may be short.
    """
    if len(text) < (FEWEST_CHARACTERS if declared or hinted else FEWEST_UNDECLARED):
        return False
    if linked or len(text) >= LONG_ENOUGH:
        return True
    return not _TITLES.match(title) and not _is_consent(text)


def _is_consent(text: str) -> bool:
    """Whether a text speaks of little but cookies."""
    found = len(_CONSENT.findall(text))
    return found > 2 and found * _CONSENT_WORDS > len(text.split())  # noqa: PLR2004  # a word or two prove nothing
