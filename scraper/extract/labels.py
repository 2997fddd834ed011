"""How newspapers label the boxes beside a story, in the languages of Europe and some others."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_LENGTH = 60

_RELATED = (
    # English
    r"related(?: (?:\w+ ){0,2}\w+)?", r"more (?:on|about|from) (?:this|the) \w+(?: \w+)?", r"more on(?: .{3,40})?",
    r"more related .*", r"(?:you )?(?:may|might) (?:also|be) (?:like|interested in).*", r"read more(?: (?:on|about).*)?",
    r"(?:see|read|also|watch) (?:also|read|see|more|next)", r"(?:further|recommended|suggested|additional) reading",
    r"(?:similar|connected|linked|associated) (?:articles?|stories|news|posts?)", r"more stories like this",
    r"(?:the )?(?:background|context|story so far)", r"in this (?:story|series)", r"explore more(?: on.*)?",
    r"dig deeper|go deeper|learn more|in depth|our coverage|more coverage|read:|earlier(?: coverage)?|previously",
    # German
    r"(?:mehr|alles|weitere[sn]?|lesen sie (?:auch|mehr|dazu|hier)?).{0,14}(?:zum|zu diesem|zu dem) (?:thema|artikel).*",
    r"zum thema|mehr dazu|mehr zu[mr]?(?: .{3,40})?|lesen sie (?:auch|mehr|weiter)|lesetipps?|auch interessant",
    r"ahnliche (?:artikel|beitrage|themen|nachrichten)|verwandte (?:artikel|themen|beitrage|inhalte)",
    r"passend(?:e artikel| dazu| zum thema).*|das konnte sie auch interessieren|weiterfuhrende (?:links?|artikel)",
    r"weitere (?:artikel|informationen|meldungen)|hintergrund|siehe auch|mehr (?:artikel|nachrichten)",
    # French
    r"(?:a )?lire (?:aussi|egalement|plus)|sur le meme (?:sujet|theme)|articles? (?:lies?|associes?|similaires?|connexes?)",
    r"voir aussi|a voir(?: aussi)?|pour aller plus loin|en lien|dans la meme thematique|nos articles sur.*|a propos",
    # Spanish, Catalan, Portuguese, Galician
    r"(?:lee|leer|lea|llegiu|ler|leia|veja|ver|vea|mira|saiba|relee) (?:tambien|tambe|mas|mes|mais|tambem|ademas)",
    (r"te puede interesar|tambien te puede interesar|(?:noticias?|noticies|notas?|articulos?|contenidos?|articles?|temas) "
    r"relacionad[oae]s?"),
    r"mas (?:informacion|sobre.*|noticias)|mes informacio|relacionad[oa]s?|artigos? relacionados?|noticias relacionadas",
    # Italian
    r"leggi anche|(?:articoli|notizie|contenuti) (?:correlat[ie]|collegat[ie]|simili)|approfondiment[io]|vedi anche",
    r"potrebbe(?:ro)? (?:anche )?interessarti|sullo stesso (?:tema|argomento)|per approfondire",
    # Dutch, Danish, Norwegian, Swedish, Finnish, Icelandic
    r"lees (?:ook|meer|verder)|meer over(?: .{3,40})?|gerelateerd(?:e .*)?|bekijk ook|zie ook|ook interessant",
    r"las (?:ocksa|mer|aven)(?: om.*)?|relaterat|relaterade (?:artiklar|nyheter)|mer (?:om|i amnet|fran amnet).*|bakgrund",
    (r"l(?:æ|ae?)s (?:ogsa|mere?)(?: om.*)?|les (?:ogsa|mer)(?: om.*)?|relatere(?:t|rt|de|rte)(?: .*)?|mere? om(?: .*)?|"
    r"se ogsa|lue (?:myos|lisaa)|aiheesta (?:lisaa|muualla)|lesa (?:meira|einnig)|tengdar frettir|fyrri frettir"),
    # Polish, Czech, Slovak, Croatian, Serbian, Slovenian, Hungarian, Romanian, Baltic, Albanian, Turkish
    r"czytaj (?:tez|takze|wiecej|rowniez)|zobacz (?:tez|takze|rowniez)|powiazane(?: .*)?|przeczytaj (?:tez|takze)",
    r"c(?:t|z)ete take|prectete si.*|souvisejici(?: .*)?|suvisiace(?: .*)?|ctete dale|citajte (?:aj|tiez)|viac o teme",
    r"procitajte (?:i|jos|vise)|pogledajte (?:i|jos)|povezan[ei](?: .*)?|vezane vijesti|preberite (?:tudi|se)|sorodn[ei].*",
    (r"kapcsolodo(?: .*)?|olvassa el.*|citeste si|citiți și|articole similare|pe aceeasi tema|lexo edhe|skaityk(?:ite)? "
    r"(?:taip pat|daugiau)|susij[eę].*|lasi (?:ari|vairak)|loe (?:ka|lisaks|veel)|ilgili (?:haber(?:ler)?|icerik(?:ler)?)|"
    r"bunlar da ilginizi cekebilir"),
    # Russian, Ukrainian, Bulgarian, Greek
    (r"(?:читаите|смотрите) (?:также|еще)|(?:материалы |статьи |новости )?по теме|читаите (?:також|ще)|дивіться також|"
    r"(?:прочетете|вижте) (?:още|също)|свързани(?: .*)?|δειτε (?:επισης|ακομα)|διαβαστε (?:επισης|ακομα|ακομη)|"
    r"σχετικα(?: .*)?"),
    # Arabic, Hebrew, Persian, Hindi, Indonesian, Vietnamese, Chinese, Japanese, Korean
    (r"(?:مواضيع|اخبار|مقالات|قصص) (?:ذات صلة|متعلقة|مرتبطة)|اقرا (?:ايضا|المزيد)|כתבות קשורות|عוד בנושא|"
    r"مطالب مرتبط|baca (?:juga|selengkapnya)|(?:berita|artikel) terkait|xem them|tin lien quan|"
    r"(?:相关|相關)(?:新闻|新聞|阅读|閱讀|报道|報道|報導|文章|推荐|推薦|内容|鏈接|链接)?|(?:延伸|推荐)(?:阅读|閱讀)|更多(?:相关|相關).*|"
    r"関連(?:記事|ニュース|リンク|する記事|キーワード)?|あわせて読みたい|こちらも(?:おすすめ)?|관련 ?(?:기사|뉴스)?"),
)  # fmt: skip

# Phrases that need no pattern, as papers print them.
_PHRASES = (
    "Keep reading", "Don't miss", "Don’t miss", "Dig deeper", "Recommended reading", "Recommended stories",
    "More on this topic", "What to read next", "Also on this topic", "Mehr Infos", "Auch lesenswert", "Dazu passend",
    "Le puede interesar", "Para saber más", "No te pierdas", "Sobre este tema", "En relación", "Más sobre este tema",
    "Aussi à lire", "Sur le sujet", "Notre dossier", "À lire ensuite", "Nos articles liés", "Mais sobre o assunto",
    "Não perca", "Se även", "Lue lisää aiheesta", "Lisää aiheesta", "Da leggere", "Articoli collegati",
    "Похожие новости", "Похожие материалы", "Связанные новости", "Что еще почитать", "Подробнее", "Ещё по теме",
    "Новини за темою", "Читайте за темою", "Докладніше", "Benzer haberler", "İlginizi çekebilir", "Bunlara da bakın",
    "مزید پڑھیں", "بیشتر بخوانید", "خبرهای مرتبط", "إقرأ أيضاً", "اقرأ أيضا", "شاهد أيضا", "קראו גם", "ראו גם",
    "यह भी पढ़ें", "ये भी पढ़ें", "इसे भी पढ़ें", "संबंधित खबरें", "আরও পড়ুন", "மேலும் படிக்க", "ข่าวที่เกี่ยวข้อง", "อ่านเพิ่มเติม",
    "Đọc thêm", "Tin liên quan", "Berita berkaitan", "Baca juga", "Soma pia", "Soma zaidi", "Lees ook", "Lees meer",
    "关联阅读", "延伸閱讀", "あわせて読む", "関連する記事", "함께 보면 좋은 기사",
)  # fmt: skip

_OTHERS = re.compile(
    r"most (?:read|popular|viewed|shared|commented)|popular|trending|latest|newest|top stor|newsletter|subscri|sponsor|"
    r"advert|promo|partner|recommended (?:for you|by)|for you$|editor.?s.? pick|meist(?:gelesen)|beliebt|neueste|aktuell|"
    r"plus lus|les plus|populaires|derni(?:er|ere)s|mas (?:leid|vist)|lo mas|ultim|piu lett|meest gelezen|mest l|senast|"
    r"najczesciej|popularn|najnowsz|популярн|nejctenejsi|en cok okunan|热门|最新|ランキング|comment|video$|shop|deal|more from",
    re.IGNORECASE,
)

_MATCHES = re.compile("|".join(f"(?:{one})" for one in _RELATED))
_ARROWS = " \t:.…»›→>-–—|▶►•*+&!?，：【】[]()\"'"

_MARK = re.compile(
    r"(?<![a-z])(?:related(?:-?(?:articles?|stor(?:y|ies)|posts?|content|news|links?)(?:-?inline)?)?|relacionad[oa]s?|correlat[ie]|verwandt\w*|gerelateerd|relaterat|relatert|souvisejici|"
    r"see-?also|read-?(?:also|more|next)|readmore|more-?on|also-?read|further-?reading|lire-?aussi|leggi-?anche|"
    r"lees-?ook|las-?mer|lees-?meer|mehr-?zum-?thema|zum-?thema|story-?package|similar-?(?:articles|posts|stories)|"
    r"associated-?(?:articles|content))(?![a-z])"
)
# In a line with a colon before a headline, a word alone will do: 'MORE: ...'.
_LINE = re.compile(
    r"more|related|read|see|background|mehr|dazu|lesen|plus|lire|voir|leer|ver|leggi|"
    r"lees|meer|las|les|lue|czytaj|zobacz|ctete|devamı|читайте|еще|δειτε|διαβαστε|اقرا|baca|关联|関連|관련"
)
_ON = re.compile(
    r"^(?:more (?:on|about|from|in)|mehr (?:aus|zu[mr]?)|plus (?:de|sur)|mas (?:de|en|sobre)|altro (?:da|su))\s+(.+)$"
)
_FOREIGN_MARK = re.compile(
    r"(?<![a-z])(?:newsletter|sponsor\w*|advert\w*|ads?|taboola|outbrain|footer|breadcrumbs?|comments?|social|share|"
    r"navbar|mega-?menu|header-?nav|paid|affiliate\w*|shop\w*|cookie|consent)(?![a-z])"
)
_CAPTION_MARK = re.compile(
    r"(?<![a-z])(?:caption|figcaption|image-?(?:credit|caption|description|text)|photo-?(?:credit|caption)|"
    r"bildunterschrift|copyright)(?![a-z])"
)
_OTHER_MARK = re.compile(
    r"(?<![a-z])(?:most-?(?:read|viewed|popular|recent|shared)|popular|trending|latest|newsletter|sponsor\w*|promo\w*|"
    r"advert\w*|ads?|taboola|outbrain|footer|breadcrumbs?|comments?|tags?|topics?|keywords|author|byline|social|share|"
    r"navigation|navbar|menu|mega-?menu|header-?nav|recirc-?footer|partner\w*|paid|affiliate\w*|shop\w*|"
    r"playlist|video-?player|captions?|gallery|cookie|consent|paywall)(?![a-z])"
)


_JOINTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\s:]+")


def fold(text: str) -> str:
    """Text for comparison: lower case, accents off, arrows and colons around it off, on one line."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
        plain = plain.replace("ø", "o").replace("å", "a").replace("ł", "l").replace("ı", "i").replace("ß", "ss")
    return unicodedata.normalize("NFC", " ".join(plain.split()).strip(_ARROWS))


@cache
def _folded_phrases() -> frozenset[str]:
    return frozenset(map(fold, _PHRASES))


@lru_cache(1024)
def is_related(label: str) -> bool:
    """Whether a box's label says that what follows belongs to the story."""
    if len(label) > 2 * MAX_LENGTH:
        return False
    folded = fold(label)
    if not folded or len(folded) > MAX_LENGTH:
        return False
    return folded in _folded_phrases() or (bool(_MATCHES.fullmatch(folded)) and not _OTHERS.search(folded))


def is_related_line(label: str) -> bool:
    """Whether the words before a colon say that a related headline follows it."""
    folded = fold(label)
    return bool(_LINE.fullmatch(folded)) or is_related(label)


def names_section(label: str, sections: Collection[str]) -> bool:
    """Whether a label offers more of one of the (folded) sections that the page belongs to: 'More on World'."""
    found = _ON.match(fold(label))
    return found is not None and any(found[1] == one or found[1].startswith(f"{one} ") for one in sections if one)


def names_more(label: str) -> bool:
    """Whether a label offers more of something that it names: 'More from Ask the Harbour'."""
    return bool(_ON.match(fold(label)))


def is_other(label: str) -> bool:
    """Whether a label announces something that every page carries: most read, latest, sponsored."""
    return bool(_OTHERS.search(fold(label)))


@lru_cache(1024)
def marks_related(attributes: str) -> bool:
    """Whether a class, id, aria-label or test id names a box of related stories."""
    return bool(_MARK.search(_spread(attributes)))


@lru_cache(1024)
def marks_foreign(attributes: str) -> bool:
    """Whether such an attribute names what is never related, whatever its label: advertising, newsletters, comments."""
    return bool(_FOREIGN_MARK.search(_spread(attributes)))


@lru_cache(1024)
def marks_caption(attributes: str) -> bool:
    """Whether such an attribute names the words under a picture."""
    return bool(_CAPTION_MARK.search(_spread(attributes)))


@lru_cache(1024)
def marks_other(attributes: str) -> bool:
    """Whether such an attribute names something else: navigation, newsletters, most read."""
    return bool(_OTHER_MARK.search(_spread(attributes)))


@lru_cache(1024)
def _spread(attributes: str) -> str:
    """Words of camelCase and snake_case names, joined by hyphens."""
    return _JOINTS.sub("-", attributes).lower()
