"""A contract for import-linter: no circle of imports between single modules.

Its own ``acyclic_siblings`` looks at packages, and would refuse a registry that draws on the packages beside it.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck


class Acyclic(Contract):
    """packages: in which of them no module may lead back to itself; imports for types count like any other."""

    type_name = "acyclic"
    packages = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Broken with the first circle that is found."""
        within = [tuple(graph.find_descendants(package)) for package in sorted(self.packages)]  # type: ignore[call-overload] # a set once it is read
        imports = {module: graph.find_modules_directly_imported_by(module) for modules in within for module in modules}
        try:
            TopologicalSorter(imports).prepare()
        except CycleError as error:
            return ContractCheck(kept=False, metadata={"circle": error.args[1]})
        return ContractCheck(kept=True)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each module, and the next one around the circle."""
        output.print_error(" ← ".join(check.metadata["circle"]))
