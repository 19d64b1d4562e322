"""Chemical formulas as a recogniser writes them (`H2SO4`, `KCI03`) put into print (`H₂SO₄`, `KClO₃`). Pure."""

import re

__all__ = ["set_formulas"]

_ELEMENTS = frozenset(
    re.findall(
        r"\S+",
        "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Ag Cd "
        "Sn Sb I Ba W Pt Au Hg Pb",
    )
)
_KNOWN = re.findall(
    r"\S+",
    "H2O H2O2 H2 O2 O3 N2 Cl2 Br2 CO2 SO2 SO3 NO2 N2O N2O4 NH3 CH4 P2O5 H2S H2CO3 H2SO3 H2SO4 HNO3 HCl HClO H3PO4 "
    "NaOH KOH NaCl KCl KClO3 KMnO4 K2MnO4 MnO2 CaO CaCO3 CaCl2 Ca(OH)2 Ca(HCO3)2 Na2CO3 NaHCO3 Na2SO4 Na2O Na2O2 NaNO3 "
    "MgO MgCl2 MgSO4 Mg(OH)2 Al2O3 AlCl3 Al(OH)3 Al2(SO4)3 Fe2O3 Fe3O4 FeO FeCl2 FeCl3 FeSO4 Fe(OH)2 Fe(OH)3 Fe2(SO4)3 "
    "CuO CuSO4 CuCl2 Cu(OH)2 Cu(NO3)2 Cu2(OH)2CO3 ZnCl2 ZnSO4 ZnO AgNO3 AgCl BaCl2 BaSO4 BaCO3 Ba(OH)2 Ba(NO3)2 K2CO3 "
    "K2SO4 KNO3 NH4Cl NH4NO3 NH4HCO3 (NH4)2SO4 CO(NH2)2 C2H5OH CH3COOH CH3OH C6H12O6 C2H4 C2H2 C2H6 C12H22O11 SiO2 "
    "NaClO HgO C6H6 CH3CHO Li2O K2O CS2",
)
_METAL_IONS = "Cu Fe Zn Mg Ca Ba Al Mn Pb Hg Co Ni Sn"
_ACID_IONS = {
    "SO42-": "SO₄²⁻",
    "SO32-": "SO₃²⁻",
    "CO32-": "CO₃²⁻",
    "PO43-": "PO₄³⁻",
    "MnO42-": "MnO₄²⁻",
    "NO3-": "NO₃⁻",
    "HCO3-": "HCO₃⁻",
    "MnO4-": "MnO₄⁻",
    "NH4+": "NH₄⁺",
    "ClO3-": "ClO₃⁻",
}
_TO_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_TO_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LOOKALIKES = str.maketrans("0lI|", "O111")

_WORD = re.compile(r"(?<![A-Za-z])\(?[A-Z][A-Za-z0-9₀-₉()|]*(?![A-Za-z])")
_PIECE = re.compile(r"([A-Z][a-z]?)([0-9]*)|([()])([0-9]*)")
_ION = re.compile(r"(?<![A-Za-z0-9₀-₉])(" + "|".join(re.escape(ion) for ion in _ACID_IONS) + r")(?![0-9A-Za-z+=(-])")
_METAL_ION = re.compile(r"(?<![A-Za-z])(" + _METAL_IONS.replace(" ", "|") + r")([23])([+])(?![0-9A-Za-z(])")
_GEOMETRY = re.compile(r"[⊙△∠∥⊥]|圆|三角形|四边形|线段")
_SUPERSCRIPT = str.maketrans("23", "²³")


def _lookalike_key(formula: str) -> str:
    return formula.translate(_TO_DIGITS).translate(_LOOKALIKES)


_BY_KEY: dict[str, str] = {_lookalike_key(formula): formula for formula in _KNOWN}


def set_formulas(text: str) -> str:
    """Subscripts in the chemical formulas of one line; everything that may be something else stays as it is.

    A word becomes a formula when it is a well-known one (look-alikes `0`/`O` and `1`/`l`/`I` forgiven), or when it is
    made of two elements or more of which one has a two-letter symbol. So `BC2` of a triangle and `x2` are left alone,
    and where the line speaks of circles and triangles so is `CO2`. Leading coefficients are never touched.
    """
    text = _ION.sub(lambda found: _ACID_IONS[found[1]], text)
    text = _METAL_ION.sub(lambda found: found[1] + found[2].translate(_SUPERSCRIPT) + "⁺", text)
    geometry = bool(_GEOMETRY.search(text))
    return _WORD.sub(lambda found: _set(found[0], geometry), text)


def _set(word: str, geometry: bool) -> str:
    head, formula, tail = _balanced(word)
    plain = formula.translate(_TO_DIGITS)
    known = _BY_KEY.get(_lookalike_key(plain)) if len(plain) > 2 or plain in _BY_KEY.values() else None
    if known is not None and not (geometry and re.fullmatch(r"[A-Z]+[0-9]", plain)):
        return head + known.translate(_TO_SUBSCRIPTS) + tail
    return head + (plain.translate(_TO_SUBSCRIPTS) if _is_compound(plain) else formula) + tail


def _balanced(word: str) -> tuple[str, str, str]:
    """The word without a bracket at its ends that belongs to the sentence around it."""
    head = tail = ""
    while word.startswith("(") and word.count("(") > word.count(")"):
        head, word = head + "(", word[1:]
    if word.startswith("(") and word.endswith(")") and word.count("(") == 1:
        head, word, tail = head + "(", word[1:-1], ")"
    while word.endswith((")", "(")) and word.count("(") != word.count(")"):
        word, tail = word[:-1], word[-1] + tail
    return head, word, tail


def _is_compound(word: str) -> bool:
    """Whether the word can only be a formula: elements throughout, two or more, a two-letter one, a count above one."""
    at, elements, counted = 0, [], False
    while at < len(word):
        found = _PIECE.match(word, at)
        if found is None:
            return False
        symbol, count = found.group(1), found.group(2) or found.group(4) or ""
        if symbol is not None:
            if symbol not in _ELEMENTS:
                return False
            elements.append(symbol)
        if count and (count == "1" or count.startswith("0") or len(count) > 2 or found.group(3) == "("):
            return False
        counted = counted or bool(count)
        at = found.end()
    return counted and len(elements) > 1 and any(len(symbol) == 2 for symbol in elements)
