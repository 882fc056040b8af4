"""A Map state in JSONata goes over its `Items`, each made by its `ItemSelector`.

Left alone, both are read as JSONPath: the map runs once, over its own input.
"""

from ministack.services import stepfunctions


def mend() -> None:
    execute_map = stepfunctions._execute_map

    def execute(state, raw_input, execution, ctx):
        if stepfunctions._state_query_language(state, ctx) != "JSONata":
            return execute_map(state, raw_input, execution, ctx)

        def evaluate(template, context):
            return stepfunctions._apply_jsonata_template(template, raw_input, context)

        items = evaluate(state["Items"], ctx) if "Items" in state else raw_input
        if "ItemSelector" in state:
            items = [
                evaluate(
                    state["ItemSelector"],
                    {**ctx, "Map": {"Item": {"Index": index, "Value": item}}},
                )
                for index, item in enumerate(items)
            ]
        plain = {"ItemProcessor": state["ItemProcessor"], "ItemsPath": "$.items", "End": True}
        results, _ = execute_map(plain, {"items": items}, execution, ctx)
        output = stepfunctions._apply_jsonata_output(
            state, raw_input, ctx, result=results, default=results
        )
        return output, stepfunctions._next_or_end(state)

    stepfunctions._execute_map = execute
