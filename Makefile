.PHONY: demo test lint bench

demo:            ## set up .venv if missing, run the demo article, print where the report is
	@sh scripts/demo.sh

test:            ## set up .venv if missing, run every test
	@sh scripts/test.sh

lint:            ## style, types, import contracts
	@sh scripts/lint.sh

bench:           ## print measured ratios; asserts nothing
	@sh scripts/bench.sh
