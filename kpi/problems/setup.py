"""Problems of installing the add-in for Excel on a PC, and of what is installed there (KPI84x to KPI87x)."""

from kpi.problems import Place, Problem


def _problem(code: str, **facts: str) -> Problem:
    return Problem(code=code, place=Place(), facts=facts)


# What speaks against installing ----------------------------------------------------


def excel_runs() -> Problem:
    """Excel is open, and would go on with the old add-in or hold its file."""
    return _problem("KPI840")


def python_from_store(path: str) -> Problem:
    """A Python from the Microsoft Store, which Excel cannot start."""
    return _problem("KPI841", path=path)


def excel_from_store() -> Problem:
    """An Excel from the Microsoft Store, which does not reach a Python outside."""
    return _problem("KPI842")


def wrong_python(platform: str) -> Problem:
    """A Python for which xlwings has no library: 32 bits, or ARM."""
    return _problem("KPI843", platform=platform)


def no_excel() -> Problem:
    """There is no Excel on this PC."""
    return _problem("KPI844")


def unusable_folder(path: str) -> Problem:
    """A folder that Excel's way to Python cannot take."""
    return _problem("KPI845", path=path)


def foreign_file(path: str) -> Problem:
    """A file of somebody else's stands where one of ours would go."""
    return _problem("KPI846", path=path)


def step_failed(path: str, reason: str) -> Problem:
    """A step of the installation did not succeed; the former ones were taken back."""
    return _problem("KPI847", path=path, reason=reason)


def not_taken_back(path: str, reason: str) -> Problem:
    """After a failure something could not be put back as it was."""
    return _problem("KPI848", path=path, reason=reason)


def on_a_mac() -> Problem:
    """On a Mac buttons reach Python, functions in cells do not."""
    return _problem("KPI849")


# What may be wrong with what is installed --------------------------------------------


def not_installed() -> Problem:
    """The add-in is not installed for this user."""
    return _problem("KPI850")


def other_version(found: str, ours: str) -> Problem:
    """The installed add-in is of another version than this program."""
    return _problem("KPI851", found=found, ours=ours)


def no_interpreter(path: str) -> Problem:
    """The Python that Excel starts is gone."""
    return _problem("KPI852", path=path)


def no_library(path: str) -> Problem:
    """The library between Excel and Python is gone, or is of another version."""
    return _problem("KPI853", path=path)


def wrong_answer(found: str, known: str) -> Problem:
    """The installed Python does not give a known answer."""
    return _problem("KPI854", found=found, known=known)


def addin_gone(path: str) -> Problem:
    """kpi.xlam is not where Excel looks for it."""
    return _problem("KPI855", path=path)


def addin_changed(path: str) -> Problem:
    """kpi.xlam is not the file that was installed."""
    return _problem("KPI856", path=path)


def from_the_internet(path: str) -> Problem:
    """Windows takes a file for a download, whose macros Excel blocks."""
    return _problem("KPI857", path=path)


def disabled_by_excel(path: str) -> Problem:
    """Excel has put the add-in on its list of disabled items."""
    return _problem("KPI858", path=path)


def macros_forbidden(key: str) -> Problem:
    """VBA is switched off for all of Office."""
    return _problem("KPI859", key=key)


def startup_not_trusted(key: str) -> Problem:
    """Trusted locations are switched off, so that the add-in asks or does not run."""
    return _problem("KPI860", key=key)


def second_addin(path: str) -> Problem:
    """Another kpi.xlam is opened besides."""
    return _problem("KPI861", path=path)


def child_processes_blocked() -> Problem:
    """A rule of Defender keeps Excel from starting Python."""
    return _problem("KPI862")


def system_calls_blocked() -> Problem:
    """A rule of Defender keeps macros from loading the library."""
    return _problem("KPI863")


def service_not_at_logon(name: str) -> Problem:
    """The server is not started at logon."""
    return _problem("KPI864", name=name)


def service_switched_off(name: str) -> Problem:
    """Windows has the start of the server switched off."""
    return _problem("KPI865", name=name)


def service_not_running() -> Problem:
    """The server does not run."""
    return _problem("KPI866")


def template_gone(path: str) -> Problem:
    """A template is not where it was installed."""
    return _problem("KPI867", path=path)


def templates_elsewhere(path: str, shown: str) -> Problem:
    """File > New shows another folder than the one that the templates are in."""
    return _problem("KPI868", path=path, shown=shown)


def only_signed_macros(key: str) -> Problem:
    """Workbooks run no macros, for only signed ones are allowed, or none."""
    return _problem("KPI869", key=key)


def not_reached(reason: str) -> Problem:
    """Everything is there, and yet the library does not reach Python."""
    return _problem("KPI874", reason=reason)


def addins_forbidden(key: str) -> Problem:
    """Excel opens no add-ins, or only signed ones; ours is made on the PC and cannot be."""
    return _problem("KPI875", key=key)


# Worth knowing -----------------------------------------------------------------------


def left_as_changed(path: str) -> Problem:
    """A file of ours that somebody has changed; it is theirs now."""
    return Problem(code="KPI870", place=Place(), facts={"path": path}, note=True)


def left_behind(path: str, reason: str) -> Problem:
    """Something of ours that could not be taken away."""
    return Problem(code="KPI871", place=Place(), facts={"path": path, "reason": reason}, note=True)


def setting_left(path: str) -> Problem:
    """A setting of ours stays, for the user has templates of their own there now."""
    return Problem(code="KPI872", place=Place(), facts={"path": path}, note=True)


def in_use(path: str) -> Problem:
    """The environment that this very command runs in cannot remove itself."""
    return Problem(code="KPI873", place=Place(), facts={"path": path}, note=True)


# On a Mac ----------------------------------------------------------------------------


def excel_runs_on_mac() -> Problem:
    """Excel is open on a Mac, where it goes on running without a window."""
    return _problem("KPI876")


def script_gone(path: str) -> Problem:
    """The script by which Excel on a Mac starts Python is gone, or is not the one that was installed."""
    return _problem("KPI877", path=path)


def buttons_not_ready(reason: str) -> Problem:
    """The installed Python lacks what it needs to reach Excel on a Mac."""
    return _problem("KPI878", reason=reason)


def no_service_on_mac() -> Problem:
    """A start at logon was asked for on a Mac, where nothing would use it."""
    return _problem("KPI879")
