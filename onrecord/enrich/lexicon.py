"""Word lists about people and what they belong to; those about reporting are in `cues`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.strings import get_string_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def word_set(text: str) -> frozenset[str]:
    """The words of a list as it is written: separated by white space."""
    return frozenset(text.split())


def hashes(words: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of strings as spaCy has them."""
    return np.array([get_string_id(word) for word in words], dtype=np.uint64)


HONORIFICS: Final = {
    **dict.fromkeys(word_set("mr mr. sir lord"), "m"),
    **dict.fromkeys(word_set("mrs mrs. ms ms. miss dame lady"), "f"),
    **dict.fromkeys(word_set("dr dr. prof. rev. st."), ""),
}
"""Forms of address with the gender they tell, if any."""


RANKS: Final = word_set("""
    president chancellor minister secretary senator sen. sen rep. rep representative gov. gov governor
    mayor judge justice king queen prince princess pope captain capt. capt general gen. gen colonel col.
    major maj. sergeant sgt. lieutenant lt. sheriff admiral professor bishop ambassador speaker
    congressman congresswoman chief officer commissioner director detective inspector superintendent
    premier prime vice former ex- deputy owner
""")
"""Titles that stand before a name."""

GENDERED: Final = {
    **dict.fromkeys(
        word_set("""
            king prince brother father son husband uncle nephew grandfather spokesman chairman
            congressman businessman salesman policeman fireman actor waiter boyfriend widower man boy
        """),
        "m",
    ),
    **dict.fromkeys(
        word_set("""
            queen princess sister mother daughter wife aunt niece grandmother spokeswoman chairwoman
            congresswoman businesswoman saleswoman policewoman actress waitress girlfriend widow woman
            girl
        """),
        "f",
    ),
}
"""Nouns that tell a gender."""

MALE_NAMES: Final = word_set("""
    aaron abdul abdullah abdulrahman abel abraham achim adam adel adrian ahmed akira alan albert alejandro
    aleksandar aleksander aleksandr aleksei alessandro alex alexander alexandre alexei alexey alexis alfonso
    alfred alfredo ali alvaro amir amit anatoly anders andre andreas andrei andrej andrew andrius andrzej anil
    anthony antoine anton antonio antti anwar arkady armando armin arne arnold arthur arturo arun ashok attila
    axel aziz barack bartosz bashar bassam bastian ben benito benjamin benny bernard bernie bertrand bilal bill
    bjorn bob bogdan boris boubacar brad brian bruce bruno burak carl carlos carsten cem cesar charles chen
    chris christoph christopher christos claude claudio clive colin connor craig cristian curtis cyril dale
    damian dan daniel danilo dario darren dave david davide dean deepak denis dennis derek diego dieter dietmar
    dimitri dimitris dirk dmitri dmitry domenico dominic dominik donal donald doug douglas duncan dwayne ed
    edgar edmund eduardo edward edwin efraim egor einar elias elliot emil emilio emmanuel emre enrico enrique
    erdogan eric erich erik erkki ernest ernesto erwin esteban etienne eugene evan fabian fabio fadi farid faruk
    fedor felipe felix ferdinand fernando filip finn florian francesco francis francisco francois frank frans
    franz fred frederic frederick friedrich gabriel gareth gary geert geoffrey georg george georges gerald
    gerard gerhard gerry gianni gideon gilbert giorgio giovanni giuseppe glenn goran gordon graham greg gregory
    gunnar gunter gustav gustavo hakan halvard hamid hamza hans harald harold harry hassan hector heinrich
    heinz helmut hendrik henri henrik henry henryk herbert hernan hiroshi horst hossein howard hubert hugh hugo
    hussein ian ibrahim igor ilham ilya imran ioannis ismail istvan ivan ivo jaap jacek jack jacob jacques jaime
    jake jakob jakub james jamie jan janos jared jason javier jeff jeffrey jens jeremy jeroen jerry jerzy jesper
    jim joachim joao joaquin joe joel johan johann johannes john jonas jonathan joost jordan jorge joris
    jose josef joseph josh joshua jost jozef juan julian julien julio jurgen kamal karel karim karl karol kaspar
    kazimierz keith kemal ken kenji kenneth kevin khaled khalid kirill klaus knut kofi konrad konstantin kostas
    krzysztof kurt kwame kyle larry lars lasse laszlo laurent lech lee leif leo leon leonard leonardo leonid
    leopold leszek levent lewis liam lionel lorenzo lothar lubomir luca lucas luigi luis lukas lukasz luke
    maciej magnus mahmoud maksim malcolm manfred manuel marc marcel marcelo marcin marco marcus marek mario
    marius mark marko markus marti martin marwan massimo mateusz matt matteo matthew matthias maurice mauricio
    max maxim maxime mehdi mehmet michael michal michel miguel mihai mikael mike mikhail miklos milan milos
    miroslav mitch mohamed mohammad mohammed morten moshe muhammad murat mustafa nathan naveen neil nicholas
    nick nico nicolas niels nigel nikola nikolai nikolaj nikos nils norbert olaf ole oleg oleksandr oliver
    olivier olli omar oscar oskar osman otto pablo paolo pascal patrick patrik paul pavel pavlo pawel pedro
    pekka peter petr petro phil philip philippe pierre piers piet pieter piotr predrag rafael rahul raimo
    rainer rajesh rajiv ralph ramon ramzi randy raoul rashid raul ray raymond recep reinhard rene ricardo
    riccardo richard rick rob robert roberto rodrigo roger roland rolf romano ron ronald ross roy ruben
    rudolf ruslan russell ryan saad salman salvador sam samir samuel sandro sanjay santiago scott sean sebastian
    serge sergei sergey sergio shinzo siegfried sigurd simon slobodan stan stanislav stanley stefan stefano sten
    stephen steve steven stuart sunil sven taher takashi tamas taras tariq tayyip ted teemu terry thabo theo
    theodore thierry thomas thorsten tiago tibor tim timothy tobias toby todd tom tomas tomasz tomislav tony
    torsten trevor tyler ulrich umar umberto uwe vaclav valentin valery vasily victor vikram viktor vincent
    vincenzo vitali vitaly vito vlad vladimir vladislav volodymyr waldemar walid walter warren wayne werner
    wilhelm will willem william willy witold wladyslaw wojciech wolfgang xavier xi yannis yasser yevgeny yitzhak
    yoshi youssef yuri yusuf zbigniew zdenek zoltan zoran
""")
"""Given names that men mostly bear."""

FEMALE_NAMES: Final = word_set("""
    abigail adriana agata agnes agnieszka aino aisha aisling aleksandra alena alessandra alessia alexandra alice
    alina alison aliya amal amanda amelia amina amira amy ana anastasia andrea andreja aneta angela angelika
    angelina anika anita anja anke ann anna anne annegret annette annie annika antonia arancha ariane asa ashley
    asma astrid aurelie ayesha aylin ayse azra barbara barbora beata beatrice beatrix beatriz bente berit
    bettina betty bianca birgit birgitte bojana bozena brenda bridget brigitte britta camilla camille carina
    carla carly carmen carol carolina caroline catherine cecilia cecilie celine chantal charlotte cheryl chiara
    chloe christa christiane christina christine cindy claire clara clarissa claudia colette concetta consuelo
    corinne cornelia cristina cynthia dagmar dana daniela danuta darya debbie deborah delia delphine denise
    diana diane dilma donna doreen doris dorota dorothy dunja ebba edita edith eileen ekaterina elaine eleanor
    elena elif elisabeth elise eliska elizabeth elke ella ellen elodie elsa elzbieta emilia emily emine emma
    emmanuelle enid erica erika erin erna esra estelle esther eugenia eva eve evelina evelyn ewa fadila
    fatima fatma federica filippa fiona florence frances francesca francoise franziska frauke freya friederike
    gabriela gabriele gabriella gail galina georgia geraldine gerda gertrud gina ginny giorgia gisela giulia
    gloria golda gordana grace grazyna greta gudrun gunilla halina hana hanan hanna hannah hanne harriet hatice
    heather hedwig heidi heike helen helena helene helga henriette hilary hilde hillary holly huda ida iga ilse
    iman indira ines inga inge inger ingrid inna ioana irena irene irina iris irma isabel isabella isabelle
    ivana ivanka iwona jackie jadwiga jana jane janet janice jasmin jasmina jelena jenna jennifer jenny jessica
    jill joan joanna joanne johanna jolanta josephine jovana joy joyce judit judith judy julia julie jutta kaja
    kamala karen karin karina karla karolina katarina katarzyna kate kateryna katherine kathleen kathrin kathy
    katie katja katrin kelly kellyanne kerstin khadija kim kinga kirsi kirsten klara kristen krystyna larisa
    laura lauren laurence layla lea leila lena lenka leonie leslie leyla lidia liesbeth liisa lilian liliana
    lina linda lisa liv liz lorena lorraine lotta lotte louise lucia luciana lucie lucinda lucy ludmila
    luisa lydia lynn lyudmila maarit madalena madeleine madeline magda magdalena maja malala malgorzata malin
    manuela mara marcela mareike margaret margarete margarita margit margot margrethe maria mariana marianne
    marie marija marijke marina marion marisa marit marjan marlene marta martha martina martine mary
    matilda maud maureen maya megan melania melissa meral mercedes merete merve mia michaela michelle mila
    milena mina miranda mireille mirjam molly monica monika monique muriel nada nadezhda nadia nadine nadja
    nancy nanna naomi nasrin natalia natalie natalya natasha nathalie nelly nevena nicola nicole nicoletta
    nilufer nina noor nora nurul oksana olena olga olivia ornella outi pamela paola patricia patrizia paula
    paulina pauline pavla penelope petra phyllis pia pilar piroska polina priya rachel ragnhild raisa rana rania
    raquel rebeca rebecca regina renata renate rita rosa rosalind rosanna rose roswitha roxana ruth sabine
    sabrina sally salma samantha samira sandra sandrine sanna sara sarah saskia savita selma senka sevgi shabana
    sharon sheila shirin shirley sibel sigrid silke silvia simona sina sinead siobhan sirpa sissel snezana sofia
    solveig sonia sonja sophie soraya stefania stefanie stella stephanie susan susanna susanne suzanne svetlana
    swetlana sylvia sylvie tamar tamara tanja tara tarja tatiana tatjana tatyana teresa thea theresa tiina
    tina tove tuula tuva ulla ulrike ursula urszula uta valentina valeria valerie vanessa vanja vera veronica
    vesna victoria viktoria violeta virginia viviane wanda wendy wiebke wilhelmina wilma xenia yasmin yelena
    yevgenia yoko yolanda yuki yulia yuliya yvonne zahra zainab zeynep zoe zofia zsuzsanna zuzana
""")
"""Given names that women mostly bear."""

ORGANISATION_NOUNS: Final = word_set("""
    administration agency airline army association authority bank board bureau cabinet campaign center
    centre chamber charity church club coalition college commission committee company congress
    corporation council court daily department embassy federation firm force foundation fund government
    group hospital house institute institution journal kremlin league magazine ministry museum navy
    network newspaper office organisation organization outlet paper parliament party police poll post
    publisher regulator report school senate service site society statement station store study survey
    team times tribune union university watchdog website
""")
"""Nouns for what speaks as a body."""

GROUP_NOUNS: Final = word_set("""
    audience couple crew crowd duo family jury pair people police public staff
""")
"""Singular nouns for many people."""

KIN: Final = word_set("""
    aunt boyfriend brother colleague cousin daughter father friend girlfriend grandfather grandmother
    husband mother neighbor neighbour nephew niece partner sister son uncle widow widower wife
""")
"""Relations, which are no titles."""
