"""JSON and TOML in and out: cases are read and written, answers are written."""

from buyerprotect.convert.answers import answer_to_data
from buyerprotect.convert.cases import LARGEST, CaseFile, case_to_data, load_case, read_case
from buyerprotect.convert.forecasts import forecast_to_data
from buyerprotect.convert.routes import routes_to_data

__all__ = [
    "LARGEST",
    "CaseFile",
    "answer_to_data",
    "case_to_data",
    "forecast_to_data",
    "load_case",
    "read_case",
    "routes_to_data",
]
