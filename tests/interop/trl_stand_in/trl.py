"""A stand-in for TRL 1.16, which would need torch and a model: uses an environment factory as its GRPOTrainer does.

Its model can add, but the odd completions of a group begin with a wrong sum, and every fourth
sends a word first and gives up in the end.
"""

import inspect
import re


class GRPOConfig:
    def __init__(self, num_generations, **_others):
        self.num_generations = num_generations


class GRPOTrainer:
    def __init__(self, args, train_dataset, reward_funcs, environment_factory, **_others):
        self._group = args.num_generations
        self._rows = train_dataset[:2]
        self._reward_func = reward_funcs
        self._pool = [environment_factory() for _ in range(self._group)]

    def train(self):
        names = [name for name, _ in inspect.getmembers(type(self._pool[0]), predicate=inspect.isfunction)]
        tools = [name for name in names if name != "reset" and not name.startswith("_")]
        for name in tools:
            tool = getattr(type(self._pool[0]), name)
            assert "Args:" in tool.__doc__, name
            assert all(hint is not None for hint in tool.__annotations__.values()), name
        print("tools", tools)
        for row in self._rows:
            questions = [environment.reset(**row) for environment in self._pool]
            print("same episode", len(set(questions)) == 1)
            sums = [sum(map(int, re.findall(r"\d+", question))) for question in questions]
            answers = [self._complete(*each) for each in zip(self._pool, sums, range(self._group))]
            print("rewards", self._reward_func(environments=self._pool, completions=answers))

    def _complete(self, environment, right, index):
        answers = [right] if index % 2 == 0 else ["many", right + 1] if index % 4 == 3 else [right + 1, right, right]
        said = []
        for answer in answers:
            try:
                said.append(environment.submit(answer=answer))
            except Exception as error:  # as the trainer does, which shows it to the model
                said.append({"error": str(error)})
        if len(answers) == 3:
            assert said == ["lower", "right", {"error": "The episode is over."}], said
        if len(answers) == 2:
            assert "VALIDATION_ERROR" in said[0]["error"] and said[1] == "lower", said
        return said
