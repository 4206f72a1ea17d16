<?php
/**
 * Plugin Name: Disable REST API
 * Version: 1.8
 */
