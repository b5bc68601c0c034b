"""Traces for people: terminal trees and lists."""
