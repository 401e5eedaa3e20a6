"""Where half the world has its mail: a ban of such a domain would keep out more honest people than spammers."""

COMMON = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com yahoo.co.uk
    yahoo.co.in yahoo.co.jp yahoo.de yahoo.fr ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me
    gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org mail.com mail.ru bk.ru
    yandex.ru yandex.com rambler.ru qq.com 163.com 126.com sina.com foxmail.com naver.com daum.net orange.fr free.fr
    laposte.net sfr.fr wanadoo.fr libero.it virgilio.it alice.it wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
    abv.bg ukr.net bluewin.ch telenet.be skynet.be ziggo.nl kpnmail.nl xs4all.nl btinternet.com sky.com virginmedia.com
    comcast.net verizon.net att.net sbcglobal.net cox.net charter.net earthlink.net shaw.ca rogers.com bigpond.com
    optusnet.com.au rediffmail.com uol.com.br bol.com.br terra.com.br zoho.com fastmail.com fastmail.fm hey.com
    tutanota.com tuta.io tuta.com duck.com hushmail.com
    """.split()
)


def is_common(domain: str) -> bool:
    return domain.casefold() in COMMON
