"""Each example of docs/telephony.md is sent, and answered as it stands there; 3CX's template asks for paths that are there."""

import re
import shlex
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

from callcenter import settings as house_settings

BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def sent(line: Any, command: str) -> str:
    """What a line of curl is answered."""
    program, *words = shlex.split(command)
    assert program == "curl"
    form: list[str] = []
    headers: dict[str, str] = {}
    url = ""
    while words:
        word = words.pop(0)
        if word == "-d":
            form.append(words.pop(0))
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word != "-s":
            url = word
    path = url.removeprefix("http://desk:8700")
    if not form:
        return str(line.get(path).text)
    usual = {"Content-Type": "application/x-www-form-urlencoded"}
    body = "&".join(form).replace("+", "%2B") if "Content-Type" not in headers else form[0]
    return str(line.post(path, content=body.encode(), headers=usual | headers).text)


def test_every_example_is_answered_as_it_stands_there(exchange: Any, repository: Path) -> None:
    exchange.customer("王小明", "+8613912345678")
    page = (repository / "docs" / "telephony.md").read_text()
    exchange.settings = replace(exchange.settings, extensions=MappingProxyType({"201": "wangfang"}))
    line = exchange.open()
    asked = 0
    for block in BLOCK.findall(page):
        for example in block.split("$ ")[1:]:
            command, _, said = example.partition("\n")
            answer = (
                sent(line, command)
                .replace(exchange.key, "KEY")
                .replace(str(line.client.base_url), "http://desk:8700")
            )
            assert (command, answer.strip("\n")) == (command, said.strip("\n"))
            asked += 1
    assert asked >= 12
    calls = line.until(lambda: (calls := line.calls) and len(calls) == 5 and calls)
    line.until(lambda: [one.state for one in line.calls if one.source in ("zammad", "3cx")] == ["ended"] * 2)
    assert sorted(one.source for one in calls) == ["3cx", "placetel", "sipgate", "twilio", "zammad"]


def test_the_settings_of_the_page_are_read(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "telephony.md").read_text()
    toml = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "settings.toml").write_text("\n".join(toml))
    read = house_settings.load(tmp_path / "settings.toml", environment={})
    assert read.telephony["public_url"] == "https://desk.example"
    assert dict(read.extensions) == {"201": "wangfang", "+862158881234": "lilei"}
    assert (read.ami["host"], read.ami["plus"], read.ami["tls"]) == ("10.0.0.2", "00", False)
    assert "twilio" not in repr(read)
    assert "a long one" not in repr(read)


def test_3cxs_template_asks_for_paths_that_are_there(exchange: Any, repository: Path) -> None:
    exchange.customer("王小明", "+8613912345678")
    line = exchange.open()
    template = ElementTree.parse(repository / "docs" / "3cx-template.xml").getroot()
    filled = {
        "[Url]": "",
        "[Key]": exchange.key,
        "[Number]": "13912345678",
        "[Agent]": "wangfang",
        "[CallType]": "Missed",
    }

    def fill(text: str) -> str:
        for name, value in filled.items():
            text = text.replace(name, value)
        return text

    lookup, report = template.iter("Request")
    found = line.get(fill(lookup.attrib["Url"])).json()
    paths = [one.attrib["Path"] for one in template.iter("Variable")]
    assert {path.removeprefix("contacts.") for path in paths} <= set(found["contacts"][0])
    form = {value.attrib["Key"]: fill(value.text or "") for value in report.iter("Value")}
    assert line.post(fill(report.attrib["Url"]), data=form).status_code == 200
    line.states("missed")
