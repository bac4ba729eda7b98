"""What the person at OBS reads, in Russian too: each English sentence with its translation.

`{}` stands for a value. A test finds every sentence of this package here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

RUSSIAN: Mapping[str, str] = {
    "A picture of {} bytes is over the server's limit of {}. Choose a smaller webcam size.": (
        "Кадр размером {} байт больше предела сервера ({}). Выберите меньший размер кадра камеры."
    ),
    "No server at {}. Start ReelPulse.": "По адресу {} сервера нет. Запустите ReelPulse.",
    "The server went away. Waiting for it to come back.": (
        "Связь с сервером прервалась. Ждём, пока он вернётся."
    ),
    "Connected to {}.": "Соединено с {}.",
    "The server refuses the ingest token. Copy it again from the moderator page.": (
        "Сервер не принимает токен приёма. Скопируйте его ещё раз со страницы модератора."
    ),
    "The server answers with HTTP status {}. Check the server address.": (
        "Сервер отвечает кодом HTTP {}. Проверьте адрес сервера."
    ),
    "That address answers, but not as a ReelPulse server. Check the address.": (
        "По этому адресу отвечает не сервер ReelPulse. Проверьте адрес."
    ),
    "The server speaks protocol version {}, this script {}. Install both from the same ReelPulse release.": (
        "Сервер говорит на версии протокола {}, этот скрипт — на {}. Установите оба из одного выпуска "
        "ReelPulse."
    ),
    "The server's message cannot be read: {}.": "Сообщение сервера не читается: {}.",
    "The server's message cannot be read: {} is not {}.": (
        "Сообщение сервера не читается: {} — не {}."
    ),
    "OBS refuses the WebSocket password. Look it up in OBS under Tools → WebSocket Server Settings, and write it into this script's settings.": (
        "OBS не принимает пароль WebSocket. Посмотрите его в OBS: Сервис → Настройки сервера WebSocket, "
        "и впишите в настройки этого скрипта."
    ),
    "OBS's WebSocket server does not answer on port {}. Enable it in OBS under Tools → WebSocket Server Settings.": (
        "Сервер WebSocket в OBS не отвечает на порту {}. Включите его в OBS: Сервис → Настройки сервера "
        "WebSocket."
    ),
    "OBS does not answer any more.": "OBS больше не отвечает.",
    "OBS's WebSocket server does not answer.": "Сервер WebSocket в OBS не отвечает.",
    "{}: {} ({})": "{}: {} ({})",
    "OBS has no {} in this scene collection. Press “Set up OBS” on the moderator's page.": (
        "В этой коллекции сцен нет {}. Нажмите «Настроить OBS» на странице модератора."
    ),
    "Another OBS answers on this WebSocket port. Close one of the two, or give each its own port under Tools → WebSocket Server Settings.": (
        "На этом порту WebSocket отвечает другой OBS. Закройте один из двух или дайте каждому свой порт: "
        "Сервис → Настройки сервера WebSocket."
    ),
    "OBS has no input called {}. Choose the webcam in this script's settings.": (
        "В OBS нет источника {}. Выберите камеру в настройках этого скрипта."
    ),
    "The scene RP Session has no webcam. Add one, or choose it in this script's settings.": (
        "В сцене RP Session нет камеры. Добавьте её или выберите в настройках этого скрипта."
    ),
    "The webcam {} gives no picture. Is it switched on?": (
        "Камера {} не даёт картинки. Включена ли она?"
    ),
    "{} is not there any more.": "Файла {} больше нет.",
    "OBS cannot play this file. Try it in OBS's media source by hand.": (
        "OBS не может проиграть этот файл. Попробуйте открыть его в источнике медиа вручную."
    ),
    "OBS did not start this file.": "OBS не начал показ этого файла.",
    "OBS went to another scene collection.": "OBS перешёл на другую коллекцию сцен.",
    "OBS cannot play this file to its end.": "OBS не может проиграть этот файл до конца.",
    "The server is not connected, so nothing happened.": (
        "Сервер не подключён, поэтому ничего не произошло."
    ),
    "No show is prepared. Prepare one on the moderator's page.": (
        "Показ не подготовлен. Подготовьте его на странице модератора."
    ),
    "Ready: {}, ads: {}.": "Готов: {}, роликов: {}.",
    "Running: {}": "Идёт: {}",
    "Paused: {}": "Пауза: {}",
    "Finished: {}": "Закончен: {}",
    "Show the newest state": "Показать свежее состояние",
    "Start the show": "Начать показ",
    "Pause": "Пауза",
    "Go on": "Продолжить",
    "Skip this ad": "Пропустить ролик",
    "Stop the show": "Остановить показ",
    "Webcam": "Камера",
    "(the one in RP Session)": "(та, что в RP Session)",
    "Picture width (1280 if people sit far away)": "Ширина кадра (1280, если люди сидят далеко)",
    "Pictures a second": "Кадров в секунду",
    "Way of the pictures": "Путь кадров",
    "Screenshots": "Снимки",
    "Tap": "Отвод",
    "Lead of the ad's cursor, ms (-1: usual)": "Опережение курсора ролика, мс (-1: обычное)",
    "Text for the room": "Текст для зала",
    "One moment, please.": "Минутку, пожалуйста.",
    "Server address": "Адрес сервера",
    "Ingest token": "Токен приёма",
    "WebSocket port (0: OBS's own)": "Порт WebSocket (0: тот, что в OBS)",
    "WebSocket password (empty: OBS's own)": "Пароль WebSocket (пусто: тот, что в OBS)",
    "Plays the ads of a show and sends the webcam to the ReelPulse server on this computer. Plan the show on the moderator's page; nothing leaves this machine.": (
        "Показывает ролики и передаёт камеру серверу ReelPulse на этом компьютере. Показ составляется на "
        "странице модератора; ничего не покидает эту машину."
    ),
}


class Translator:
    """Turns this package's sentences into the language of OBS's windows."""

    def __init__(self, locale: str) -> None:
        """`locale`: as OBS names it, `ru-RU`; all but Russian read English."""
        self._russian = locale.lower().startswith("ru")
        self._patterns = [(_pattern(english), russian) for english, russian in RUSSIAN.items()]

    def __call__(self, text: str) -> str:
        """The sentence with its values; one that is not known (the server's own) stays as it is."""
        if not self._russian:
            return text
        if text in RUSSIAN:
            return RUSSIAN[text]
        for pattern, russian in self._patterns:
            if found := pattern.fullmatch(text):
                return russian.format(*found.groups())
        return text


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(re.escape(part) for part in english.split("{}")), re.DOTALL)
