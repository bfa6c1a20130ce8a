"""Price sources, what arrives from them, and what is wrong with it.

``source`` names the sources and finds them, ``fetch`` asks them, ``quality`` checks what came,
``load`` fills a store, ``files`` reads bring-your-own prices.
"""
