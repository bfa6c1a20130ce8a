.PHONY: pictures hashes proof docs demo test check lint lowest newest bench

demo:            ## set up .venv if missing, run the demo article, print where the report is
	@sh scripts/demo.sh

test:            ## set up .venv if missing, run every test
	@sh scripts/test.sh

check:           ## style, types, import contracts and the fast tests, in half a minute
	@sh scripts/check.sh

lint:            ## style, types, import contracts
	@sh scripts/lint.sh

lowest:          ## the fast tests with the lowest declared versions (Python 3.11)
	@sh scripts/versions.sh lowest

newest:          ## the fast tests with the newest versions, on every Python found
	@sh scripts/versions.sh newest

docs:            ## build the documentation site into site/
	@sh scripts/docs.sh

proof:           ## power cuts, kills, injected failures, fuzzing: hours
	@sh scripts/proof.sh

hashes:          ## hashes.txt: what a release installs, each wheel by its SHA-256
	@sh scripts/hashes.sh

bench:           ## print measured ratios; asserts nothing
	@sh scripts/bench.sh

pictures:        ## draw every kind of page into build/pictures, to be looked at after a change
	@sh scripts/setup.sh dev
	@.venv/bin/python scripts/pictures.py
