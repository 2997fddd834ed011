"""Pages that are no article, though they came as one: errors, consent walls, tests for robots."""

from __future__ import annotations

import re

from scraper.extract.page import letters

FEWEST_CHARACTERS = 25
"""Of a text on a page that calls itself an article; any other page needs `FEWEST_UNDECLARED`."""

FEWEST_UNDECLARED = 140

LONG_ENOUGH = 2_000
"""A text of so many characters under such a title is an article about it."""

_PHRASES = r"""
    (?:(?:sorry|oops|error|the|this|that|your|we|requested)\W+)*(?:page|article|site|story|content)\s
        (?:(?:you|are|were|was|is|has|can|could|cannot|looking|for|requested)\s)*(?:not\s(?:be\s)?)?found
    |(?:page\s|content\s|article\s)?(?:not\sfound|(?:is\s)?(?:unavailable|not\savailable)|does\snot\sexist)
    |access\s(?:to\sthis\spage\s)?(?:has\sbeen\s|is\s|was\s)?denied|forbidden|unauthori[sz]ed|bad\srequest|gone
    |(?:internal\s)?server\serror|(?:bad\s)?gateway(?:\stime-?out)?|too\smany\srequests
    |service\s(?:is\s)?(?:temporarily\s)?unavailable
    |(?:just\sa|one)\smoment(?:,?\splease)?|one\smore\sstep|attention\srequired|pardon\sour\sinterruption
    |security\scheck|ddos\sprotection(?:\sby\s.{1,30})?|checking\syour\sbrowser\b.{0,60}
    |are\syou\s(?:a\srobot|human)|(?:please\s)?verify(?:ing)?\s(?:that\s)?you\sare\s.{0,60}
    |(?:please\s)?(?:enable|turn\son)\s(?:javascript|cookies)(?:\s(?:and|to|in)\s.{0,40})?
    |(?:your\s|manage\s)?(?:privacy|cookies?|consent)\s(?:settings|choices|preferences|consent|required|notice)
    |your\sprivacy\smatters(?:\sto\sus)?|we\s(?:value|respect)\syour\sprivacy|before\syou\scontinue(?:\sto\s.{1,40})?
    |(?:die\s)?seite\s(?:wurde\s)?(?:leider\s)?nicht\sgefunden|zugriff\s(?:wurde\s)?verweigert
    |(?:ihre\s)?zustimmung(?:\s(?:erforderlich|nötig|verwalten))?|bevor\ssie\sfortfahren
    |sicherheits(?:prüfung|überprüfung|abfrage)|(?:cette\s)?page\s(?:introuvable|non\strouvée)
    |accès\s(?:refusé|interdit)|avant\sde\scontinuer|página\sno\sencontrada|acceso\sdenegado|antes\sde\scontinuar
    |página\snão\sencontrada|acesso\snegado|pagina\snon\strovata|accesso\snegato|prima\sdi\scontinuare
    |pagina\sniet\sgevonden|siden\s(?:blev\s|ble\s)?ikke\sfun(?:det|net)|sidan\s(?:kunde\sinte\s)?hitta(?:s|des)(?:\sinte)?
    |sivua\sei\slöy(?:ty|tynyt|detty)|nie\sznaleziono\sstrony|strona\snie\s(?:istnieje|została\s(?:od)?znaleziona)
    |stránka\snebyla\snalezena|az\soldal\snem\stalálható|sayfa\sbulunamadı|страница\sне\sнайдена
    |доступ\s(?:запрещ[её]н|ограничен)|сторінку\sне\sзнайдено|ページが見つかりません(?:でした)?|お探しのページ.{0,30}
    |页面不存在|找不到(?:该)?页面|페이지를\s찾을\s수\s없습니다|الصفحة\sغير\sموجودة
"""
_ERROR = r"(?:error|fehler|erreur|ошибка|virhe|fel|hiba|http)"
_NUMBER = r"(?:40[0-9]|410|429|50[0-9])"
_SITE = r"(?:\s*[|–—·•»]\s*|\s+-\s+)\w[\w.'’&-]*(?:\s[\w.'’&-]+){0,3}"
_BEFORE = r"(?:\w[\w.'’&-]*(?:\s[\w.'’&-]+){0,3}(?:\s*[|»]\s*|\s+[–—-]\s+))?(?=[^|]*\bnot\s)"
_TITLES = re.compile(
    rf"\W*(?:{_BEFORE})?(?:(?:{_ERROR}\W*){{0,2}}{_NUMBER}(?:\W*{_ERROR})?(?:\W+(?:{_PHRASES}))?|{_PHRASES})\W*(?:{_SITE})?\W*",
    re.IGNORECASE | re.VERBOSE,
)
"""Such words as the whole of a title, or with a site's name beside them: in a headline there is more to them."""

_CONSENT = re.compile(
    r"cookies?\b|consent|einwillig|zustimm|datenschutz|tracking|consentement|consentimiento|privacy|vie privée|"
    r"rgpd|gdpr|персональных данных|çerez|samtycke|samtykke|toestemming|クッキー|쿠키",
    re.IGNORECASE,
)
_CONSENT_WORDS = 40  # a word of consent for so many words is more than any article about it has


def is_article(title: str, text: str, *, declared: bool, linked: bool, hinted: str | None) -> bool:
    """Whether a page holds a usable article.

    `declared` says that the page calls itself one, `linked` that it has an article's JSON-LD, `hinted` is the title
    under which a feed named it: such pages may be short. What a feed calls the same is no error.
    """
    if len(text) < (FEWEST_CHARACTERS if declared or hinted else FEWEST_UNDECLARED):
        return False
    if linked or len(text) >= LONG_ENOUGH:
        return True
    expected = bool(hinted) and letters(title) == letters(hinted or "")
    return (expected or not _TITLES.fullmatch(title)) and not _is_consent(text)


def _is_consent(text: str) -> bool:
    """Whether a text speaks of little but cookies."""
    found = len(_CONSENT.findall(text))
    return found > 2 and found * _CONSENT_WORDS > len(text.split())  # noqa: PLR2004  # a word or two prove nothing
