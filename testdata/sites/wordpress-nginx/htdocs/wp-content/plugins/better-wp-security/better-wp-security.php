<?php
/**
 * Plugin Name: Kadence Security Basic
 * Version: 10.0.3
 */
