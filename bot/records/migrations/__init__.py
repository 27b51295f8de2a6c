"""Migrations of the office's database, run by bot.records.migrate."""
