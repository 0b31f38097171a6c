"""What LibreOffice knows of us besides the answers: the function wizard, menu and toolbar, who answers a button."""

import pytest

from addin.buttons import BUTTONS, TITLE
from addin.names import PROTOCOL
from kpi.functions import FUNCTIONS
from kpi.sheet_function import Kind
from tests.office import pyuno

LANGUAGES = ("zh", "en")


def described(office) -> dict[str, dict[str, object]]:
    """What the function wizard shows, by name of the function."""
    service = office.service("com.sun.star.sheet.FunctionDescriptions")
    found = [{one.Name: one.Value for one in service.getByIndex(n)} for n in range(service.Count)]
    return {one["Name"]: one for one in found if one["Name"].startswith("KPI_")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_wizard_shows_every_function_with_its_help_in_the_language_of_the_user(calcs, language: str) -> None:
    shown = described(calcs[language])
    assert set(shown) == set(FUNCTIONS)
    for name, function in FUNCTIONS.items():
        assert shown[name]["Description"] == function.help[language]
        given = [(one.Name, one.Description) for one in shown[name]["Arguments"]]
        assert given == [(one.name, one.help[language]) for one in function.parameters]


def test_the_wizard_tells_which_arguments_may_be_left_out(calc) -> None:
    shown = described(calc)
    for name, function in FUNCTIONS.items():
        for given, parameter in zip(shown[name]["Arguments"], function.parameters, strict=True):
            blocks = parameter.kind in (Kind.BLOCK, Kind.COLUMN)  # Calc takes every range for one that may be
            assert given.IsOptional == (parameter.optional or blocks), (name, parameter.name)


def configured(office, path: str):
    """A node of the configuration."""
    pyuno()
    from com.sun.star.beans import PropertyValue

    provider = office.service("com.sun.star.configuration.ConfigurationProvider")
    node = PropertyValue(Name="nodepath", Value=f"/org.openoffice.Office.Addons/AddonUI/{path}")
    return provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", (node,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bar", ["OfficeMenuBar/org.kpiscorecards.menu/Submenu", "OfficeToolBar/org.kpiscorecards.toolbar"])
def test_menu_and_toolbar_hold_the_buttons_in_their_order(calcs, language: str, bar: str) -> None:
    node = configured(calcs[language], bar)
    entries = [node.getByName(name) for name in sorted(name for name in node.getElementNames() if name.startswith("B"))]
    given = [(one.getByName("URL"), one.getByName("Title")) for one in entries]
    assert given == [(PROTOCOL + button.id, button.label[language]) for button in BUTTONS]
    if "Menu" in bar:
        menu = configured(calcs[language], bar.removesuffix("/Submenu"))
        assert menu.getByName("Title") == TITLE[language]


def test_every_button_has_somebody_who_answers_and_another_command_has_not(calc) -> None:
    document = calc.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    frame = document.CurrentController.Frame
    answered = [frame.queryDispatch(address(calc, PROTOCOL + button.id), "_self", 0) for button in BUTTONS]
    assert all(one is not None for one in answered)
    assert frame.queryDispatch(address(calc, "org.nobody:score"), "_self", 0) is None
    document.close(True)


def address(office, text: str):
    pyuno()
    from com.sun.star.util import URL

    url = URL()
    url.Complete = text
    _, parsed = office.service("com.sun.star.util.URLTransformer").parseStrict(url)
    return parsed


def test_a_command_that_nobody_knows_changes_nothing_and_does_not_hang(calc) -> None:
    document = calc.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1").String = "mine"
    with calc.deadline():
        calc.dispatch(document, f"{PROTOCOL}nothing")
    assert sheet.getCellRangeByName("A1").String == "mine"
    assert calc.alive
    document.close(True)
