<?php
/**
 * Plugin Name: Loginizer
 * Version: 2.0.6
 */
