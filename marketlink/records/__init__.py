"""The values that flow from an article to a report, one module a stage.

``article -> mentions -> moments -> events -> windows -> estimates -> tests -> claims -> report``

Frozen and slotted; a *session* is a ``date`` of one exchange, an *instant* an aware UTC
``datetime``; returns are simple and decimal. Nothing here reads, fetches or computes.
"""
